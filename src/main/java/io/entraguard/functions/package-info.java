/**
 * The entry points of the Functions app, one class for each trigger, and the one place that wires.
 *
 * <p>In the order data moves: {@link io.entraguard.functions.ClusterEvents} puts what counts on the queue,
 * {@link io.entraguard.functions.Reconcile} takes it from there into the loop, and
 * {@link io.entraguard.functions.FleetSweep} does the same for clusters that no event named.
 * {@link io.entraguard.functions.KubeAudit} puts on the queue which clusters' admin certificates were used.
 * {@link io.entraguard.functions.Clusters}, {@link io.entraguard.functions.Kpis} and {@link io.entraguard.functions.Health} answer
 * people and scripts, read-only, as {@code openapi.yaml} says, and {@link io.entraguard.functions.Console} shows people the same
 * as a page. Instances come from
 * {@link io.entraguard.functions.Wiring}, which makes what {@link io.entraguard.functions.GuardSettings} say, once.
 *
 * <p>Context: on Flex Consumption each trigger scales in instances of its own, and Event Grid waits 30 s for an answer,
 * cold start included. Choice: ClusterEvents and KubeAudit are wired without the rest, so their instances load no ARM SDK, telemetry or
 * policy code; a test reads the class-load log. Cost: bad settings show when the first message is handled, not when the
 * first event arrives.
 */
@NullMarked
package io.entraguard.functions;

import org.jspecify.annotations.NullMarked;
