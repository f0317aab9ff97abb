/**
 * The audit ledger: {@link io.entraguard.reconcile.ledger.Ledger} is its one writer and
 * {@link io.entraguard.reconcile.ledger.LedgerCheck} proves it whole.
 *
 * <p>Context: auditors need to see that nothing was changed, left out or put in afterwards. Choice: hash chains over
 * canonical JSON (RFC 8785) in blobs that only grow, one chain a cluster. Cost: a chain alone proves order, not that its
 * end is the end; that takes an anchor outside.
 */
@NullMarked
package io.entraguard.reconcile.ledger;

import org.jspecify.annotations.NullMarked;
