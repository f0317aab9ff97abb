/**
 * How fast the parts are on which the program's speed turns, measured by JMH: {@link io.entraguard.bench.Bench} prints
 * one JSON object a line.
 */
@NullMarked
package io.entraguard.bench;

import org.jspecify.annotations.NullMarked;
