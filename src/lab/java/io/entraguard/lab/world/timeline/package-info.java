/**
 * Scenario folders: {@link io.entraguard.lab.world.timeline.Scenario} reads one,
 * {@link io.entraguard.lab.world.timeline.Timeline} its lines, and {@link io.entraguard.lab.world.timeline.Line} is the
 * vocabulary, one record a line.
 *
 * <p>A folder is refused before anything runs, with one sentence: {@link io.entraguard.lab.world.timeline.BadScenario} for a
 * file, {@link io.entraguard.lab.world.timeline.MalformedTimeline} for a line. The value of an {@code event} line is never
 * looked at: what reaches the program is what the file has, byte for byte.
 */
@NullMarked
package io.entraguard.lab.world.timeline;

import org.jspecify.annotations.NullMarked;
