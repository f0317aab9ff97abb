package io.entraguard.reconcile.ledger;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sha256;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The audit ledger's one writer: hash chains of events in append-only blobs, one chain for each cluster and one named
 * {@code guard} for what concerns none.
 *
 * <p>A blob is {@code <chain>/<yyyy-MM>.jsonl}; each line is the canonical JSON of
 * {@code {"chain","seq","prev","event","hash"}}, where {@code hash} is over all the rest, {@code prev} is the hash of
 * the line before and a new month's first line follows the last one's last. Other writers may be at work on the same
 * chains: each append holds only if the blob is still as long as it was when its end was read. Safe for use by many
 * threads. {@link LedgerCheck} proves what stands there.
 *
 * <p>Context: between two writers nothing but the length of one blob is conditional, so one that begins a month cannot
 * stop another from still adding to the month before. Choice: near a month's end the chain's end is read anew for each
 * append, and a cluster's chain has one writer anyway, the holder of its lease. Cost: two instances that write to
 * {@code guard} in the same instant of a month's turn could break it, which the check would show.
 */
public final class Ledger {
    /** The chain of events that concern no single cluster. */
    public static final String GUARD = "guard";

    /** How many chains' ends are kept in memory; the others are read again. */
    private static final int CHAINS = 200;

    private final AppendBlobs blobs;
    private final Map<String, LedgerChain> chains = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LedgerChain> eldest) {
            return size() > CHAINS;
        }
    };

    public Ledger(AppendBlobs blobs) {
        this.blobs = blobs;
    }

    /** The name of a cluster's chain. */
    public static String chain(ClusterRef cluster) {
        return Sha256.hex32(cluster.key());
    }

    /**
     * Appends events, all of them or none. One whose {@code metadata.uid} stands among the last 64 KB of its chain
     * already is not written again, so that a step may be played again after an unknown outcome.
     *
     * @param cluster whose chain; empty for the guard's own
     * @param at the month to write to, for events that have no {@code time} of their own
     * @param events OCSF events as trees that {@link CanonicalJson} can write, at most 4 MB together
     * @throws Failure.Transient where the store gave no answer or others kept writing; the events may stand there
     * @throws Failure.Terminal with the code {@code ledger-broken} where the chain does not end in a sound record
     */
    public void append(Optional<ClusterRef> cluster, Instant at, List<Map<String, Object>> events) {
        String name = cluster.map(Ledger::chain).orElse(GUARD);
        LedgerChain chain;
        synchronized (chains) {
            chain = chains.computeIfAbsent(name, it -> new LedgerChain(blobs, it));
        }
        chain.append(at, events);
    }
}
