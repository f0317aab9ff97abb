/**
 * The ways out to SIEMs: {@link io.entraguard.reconcile.outbox.Outbox} marks a chain of the ledger before something is
 * appended to it, and {@link io.entraguard.reconcile.outbox.Drains} hands what stands there to each
 * {@link io.entraguard.reconcile.outbox.AuditSink}, in order, until it has it.
 *
 * <p>Context: a SIEM may be away for a day, and nothing may be lost, nor a remediation wait for it. Choice: the ledger is
 * itself what waits, and a mark a chain says how far each way out has come. Cost: events may arrive twice, under one
 * {@code uid}.
 */
@NullMarked
package io.entraguard.reconcile.outbox;

import org.jspecify.annotations.NullMarked;
