/**
 * The loop: one request in, one look at the live cluster, one decision, one step, one record of it, and when to look
 * again. {@link io.entraguard.reconcile.Reconciler} reads top to bottom as the hops of the design:
 * {@link io.entraguard.reconcile.Readings} looks, {@link io.entraguard.reconcile.Judgements} judges,
 * {@link io.entraguard.reconcile.Decisions} decides, and
 * {@link io.entraguard.reconcile.StepRunner} is the only class that calls anything that changes the world outside.
 *
 * <p>The ports stand here because the loop needs them: {@link io.entraguard.reconcile.Clusters},
 * {@link io.entraguard.reconcile.Directory}, {@link io.entraguard.reconcile.ActivityLog},
 * {@link io.entraguard.reconcile.TagHistory}, {@link io.entraguard.reconcile.ScopeTags},
 * {@link io.entraguard.reconcile.Maintenance}, {@link io.entraguard.reconcile.Fleet}, {@link io.entraguard.reconcile.EventTopics},
 * {@link io.entraguard.reconcile.AuditDiagnostics}, {@link io.entraguard.reconcile.MemoryStore},
 * {@link io.entraguard.reconcile.WorkQueue}, {@link io.entraguard.reconcile.Tickets},
 * {@link io.entraguard.reconcile.AppendBlobs}, {@link io.entraguard.reconcile.outbox.AuditSink} and
 * {@link io.entraguard.reconcile.PolicySource}, whose last good version {@link io.entraguard.reconcile.PolicyInForce}
 * keeps in force. Each has one abstract contract test that the lab's face and the real adapter both pass. What a ticket
 * says is written once, as a {@link io.entraguard.reconcile.ticket.Page}; {@link io.entraguard.reconcile.TicketDesk} sees
 * to it that it is said once.
 *
 * <p>Context: adapters meet failures that mean different things to do next. Choice: what is expected of a call is a
 * value (a sealed result); everything else is a {@link io.entraguard.reconcile.Failure}, named for what to do about it
 * and translated once, in the adapter. Cost: two ways for a call to end, told apart by whether the loop has a branch for
 * it.
 */
@NullMarked
package io.entraguard.reconcile;

import org.jspecify.annotations.NullMarked;
