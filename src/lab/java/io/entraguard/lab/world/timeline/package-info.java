/** Scenario folders and their timelines. */
@NullMarked
package io.entraguard.lab.world.timeline;

import org.jspecify.annotations.NullMarked;
