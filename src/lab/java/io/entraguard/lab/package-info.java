/**
 * The lab: a scenario folder played against the program under test, which runs unchanged over real HTTP against a
 * simulated Azure, in virtual time.
 *
 * <p>{@link io.entraguard.lab.Lab} is the entry point. {@link io.entraguard.lab.Player} plays the timeline: the world
 * ({@link io.entraguard.lab.world.World}) changes and raises events, {@link io.entraguard.lab.EventGrid} delivers them to
 * {@link io.entraguard.lab.FunctionHost}, which calls the same function classes that Azure would, and
 * {@link io.entraguard.lab.LabGuard} is the program behind them. What only exists here is simulated and says so; it is a
 * test source root and cannot ship.
 */
@NullMarked
package io.entraguard.lab;

import org.jspecify.annotations.NullMarked;
