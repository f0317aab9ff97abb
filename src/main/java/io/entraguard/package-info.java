/**
 * Entra Guard, followed along one event. Eight hops, one class each:
 *
 * <ol>
 *   <li>{@link io.entraguard.azure.EventGridEvents} reads the event's JSON, in either schema, into a
 *       {@link io.entraguard.model.ClusterRef} and a {@link io.entraguard.model.Sighting}; nothing else ever sees it.
 *   <li>{@link io.entraguard.functions.ClusterEvents} puts a
 *       {@link io.entraguard.reconcile.WorkItem.ReconcileRequest} on the queue and answers in milliseconds.
 *   <li>{@link io.entraguard.functions.Reconcile} hands it to {@link io.entraguard.reconcile.Reconciler}, which reads the
 *       live cluster through {@link io.entraguard.reconcile.Clusters}; absent means gone.
 *   <li>{@link io.entraguard.policy.Controls} judges the {@link io.entraguard.model.ClusterSnapshot}.
 *   <li>{@link io.entraguard.policy.Decider} decides the single next {@link io.entraguard.policy.Step}; pure, the heart.
 *   <li>{@link io.entraguard.reconcile.StepRunner} takes it; the only place that writes.
 *   <li>{@link io.entraguard.reconcile.AuditTrail} records before and after, and the cluster's row is saved.
 *   <li>{@link io.entraguard.reconcile.Appointments} says when to look again: a queue message with a delay.
 * </ol>
 *
 * <p>{@link io.entraguard.functions.FleetSweep} enters at the second hop for clusters that no event announced;
 * {@link io.entraguard.cli.Guard} uses the fourth and fifth alone, offline.
 *
 * <p>Context: events come twice, late, out of order or never, and a function may die at any line. Choice: a
 * level-triggered reconciler; an event says only "look at cluster X", and the one thing that it adds, who did it, travels
 * along as evidence, never as state. Cost: a look at the live cluster for every event, even one that changed nothing.
 */
@NullMarked
package io.entraguard;

import org.jspecify.annotations.NullMarked;
