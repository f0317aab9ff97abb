/**
 * What is deployed, held against the code: the Bicep files by {@code src/test/infra/check.mjs}, the scripts by running them
 * with an {@code az} of the test's own, the list of events by the code's.
 */
@NullMarked
package io.entraguard.infra;

import org.jspecify.annotations.NullMarked;
