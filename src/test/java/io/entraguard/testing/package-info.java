/** What integration tests run beside Java. */
@NullMarked
package io.entraguard.testing;

import org.jspecify.annotations.NullMarked;
