/** The app as it is staged for deployment, judged as the Functions host and its Java worker meet it. */
@NullMarked
package io.entraguard.staging;

import org.jspecify.annotations.NullMarked;
