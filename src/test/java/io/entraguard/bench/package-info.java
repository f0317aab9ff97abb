/**
 * How fast the parts are on which the program's speed turns: {@code ./mvnw -q -Pbench} prints one JSON object a line, and
 * beside each figure what it was in an earlier run where {@code -Dbench.baseline=FILE} names one. What measures is in
 * {@code src/bench}, compiled by that profile only; what the figures are and how they compare is here, with its tests.
 */
@NullMarked
package io.entraguard.bench;

import org.jspecify.annotations.NullMarked;
