/**
 * Simulated trackers, each an HTTP server on this machine's loopback address with the behaviours that its documentation
 * tells and that an adapter stumbles over: what is dropped silently, moved, deleted, limited or split into pages.
 *
 * <p>{@link io.entraguard.lab.trackers.TrackerServer} serves them all: it remembers what was asked and lets requests fail
 * as its {@link io.entraguard.lab.faces.FaultHook} says. Credentials must be there and are never read.
 *
 * <p>{@link io.entraguard.lab.trackers.StagedTracker} puts any of them behind the adapter that ships, in the
 * {@link io.entraguard.lab.trackers.Weather} that a test chooses. Azure Boards answers without a
 * socket, so that it can be asked at the address that it has in the world.
 */
@NullMarked
package io.entraguard.lab.trackers;

import org.jspecify.annotations.NullMarked;
