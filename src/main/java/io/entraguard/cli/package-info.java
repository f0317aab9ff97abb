/**
 * The command line. {@link io.entraguard.cli.Guard} knows the verbs, one class each; {@link io.entraguard.cli.ClusterFiles}
 * reads clusters from files of any shape that Azure's tools print, {@link io.entraguard.cli.Judge} judges them with the
 * same controls and the same decider as the service, and {@link io.entraguard.cli.JsonReport} and
 * {@link io.entraguard.cli.TableReport} print what came of it. {@link io.entraguard.cli.SweepVerb} reads the live fleet
 * instead, through the ports of {@link io.entraguard.cli.LiveAzure}. Nothing here writes to Azure.
 *
 * <p>Context: scripts hold on to the exit code and people read one line. Choice: whatever makes the input unusable is one
 * {@link io.entraguard.cli.Unusable} with a sentence that names file, place and remedy, and only {@code Guard} turns it
 * into the exit code; a cluster that alone cannot be judged is no failure but a status. Cost: a file that is broken as a
 * whole stops the run before anything is printed about the others.
 */
@NullMarked
package io.entraguard.cli;

import org.jspecify.annotations.NullMarked;
