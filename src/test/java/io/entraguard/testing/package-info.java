/** What tests of several packages share: documents to start from. */
@NullMarked
package io.entraguard.testing;

import org.jspecify.annotations.NullMarked;
