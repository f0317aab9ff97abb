/**
 * The simulated Azure of the lab: what a subscription with AKS clusters does, in memory and in virtual time.
 *
 * <p>The tour, as whoever plays a scenario meets it:
 *
 * <ul>
 *   <li>{@link io.entraguard.lab.world.VirtualClock} is the time. Only the player moves it.
 *   <li>{@link io.entraguard.lab.world.World} is the state. {@code populate} puts the fleet there; {@code apply} and
 *       {@code applySilently} let somebody make a {@link io.entraguard.lab.world.Change}; {@code takeRaised} hands over the
 *       Event Grid events that are to be delivered; {@code nextDue} and {@code runDue} are the operations' ends;
 *       {@code clusters} and {@code writes} are two of the outputs.
 *   <li>{@link io.entraguard.lab.world.AksProvider} is the AKS resource provider behind the program's own requests: the
 *       etag table, the refusals, operations that take four minutes.
 *   <li>{@link io.entraguard.lab.world.Faults} holds what is to fail. The server below asks it for {@code arm},
 *       {@code graph} and {@code activity}; the lab's storage, tickets and sinks ask it for their own targets.
 *   <li>{@link io.entraguard.lab.world.http.AzureServer} serves all of it over HTTP.
 *   <li>{@link io.entraguard.lab.world.timeline.Scenario} reads a folder into fleet, directory and
 *       {@link io.entraguard.lab.world.timeline.Line}s, or refuses it whole.
 * </ul>
 *
 * <p>A player in five lines: read the scenario; make clock, world and server; for each line call {@code apply}, or do what
 * the line says elsewhere; after each line deliver what {@code takeRaised} returns and run what is due; to pass time, move
 * the clock to the earliest of {@code nextDue} and the other queues' instants, never beyond.
 *
 * <p>Context: a scenario must mean the same to everybody and leave the same bytes each time. Choice: identifiers are the
 * n-th of their kind instead of random; what is due ends before anything else at its instant, whoever asks first; documents
 * are plain trees, so that odd ones stay odd. Cost: the order in which requests come decides which identifiers they see;
 * a player that runs work side by side gives up equal bytes.
 */
@NullMarked
package io.entraguard.lab.world;

import org.jspecify.annotations.NullMarked;
