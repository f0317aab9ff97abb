/**
 * The storage account behind four ports: memory in a table ({@link io.entraguard.azure.storage.TableMemoryStore}), work
 * on a queue ({@link io.entraguard.azure.storage.QueueWorkQueue}), the ledger's append blobs
 * ({@link io.entraguard.azure.storage.LedgerBlobs}) and the policy file as a blob
 * ({@link io.entraguard.azure.storage.BlobPolicySource}). {@link io.entraguard.azure.storage.StorageAccess} says how the
 * account is reached.
 *
 * <p>Context: the SDKs' own retries sleep inside a function, hide throttling from the loop, and turn a lost answer into
 * a second write. Choice: each call is sent once, and its end is translated once (in {@code StorageCall}) into a
 * {@link io.entraguard.reconcile.Failure}; whatever may work later goes back to the queue. Cost: a blip that a retry
 * after 100 ms would have hidden costs a pass.
 */
@NullMarked
package io.entraguard.azure.storage;

import org.jspecify.annotations.NullMarked;
