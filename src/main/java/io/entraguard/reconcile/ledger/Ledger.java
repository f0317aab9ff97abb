package io.entraguard.reconcile.ledger;

import io.entraguard.model.AuditEvent.ChainHead;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sha256;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import java.time.Instant;
import java.time.YearMonth;
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
 * <p>Context: between two writers nothing but the length of one blob is conditional, so one that begins a month could
 * not stop another from still adding to the month before. Choice: a month is left by a record at its own end, which says
 * in which month the chain goes on ({@link LedgerWords#CONTINUED}) and after which nobody adds to it; where a chain goes on
 * follows from its blobs alone, never from a clock. Cost: one record more for each month of a chain. Two writers of a chain
 * that has no record at all yet could still begin it in two months, if they met in the instant of a month's turn; the
 * check would show it.
 */
public final class Ledger {
    /** The chain of events that concern no single cluster. */
    public static final String GUARD = "guard";

    /** The code of the failure of a chain that does not end in a sound record. */
    public static final String BROKEN = "ledger-broken";

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

    /** Makes the event that ends a month of a chain. */
    @FunctionalInterface
    public interface Closing {
        /** An event of the code {@link LedgerWords#CONTINUED} that names this month. */
        Map<String, Object> event(YearMonth next);
    }

    /** Told of each append before it is tried; what it throws keeps the append from being tried. */
    @FunctionalInterface
    public interface Marking {
        /** Nobody is told. */
        Marking NONE = (chain, end, last) -> {};

        /**
         * An append is about to be tried, which may still fail or be found to have failed.
         *
         * @param end where the chain ends before it
         * @param last the number of the last record that it would write
         */
        void before(String chain, LedgerPlace end, long last);
    }

    /** The name of a cluster's chain. */
    public static String chain(ClusterRef cluster) {
        return Sha256.hex32(cluster.key());
    }

    /** The same with nobody told before. */
    public List<Map<String, Object>> append(
            Optional<ClusterRef> cluster, Instant at, List<Map<String, Object>> events, Closing closing) {
        return append(cluster, at, events, closing, Marking.NONE);
    }

    /**
     * Appends events, all of them or none. One whose {@code metadata.uid} stands among the last 64 KB of its chain
     * already is not written again, so that a step may be played again after an unknown outcome.
     *
     * @param cluster whose chain; empty for the guard's own
     * @param at the month to write to, for events that have no {@code time} of their own
     * @param events OCSF events as trees that {@link CanonicalJson} can write, at most 4 MB together
     * @param closing asked where the chain leaves a month
     * @param marking told before each append
     * @return the events that ended months since the last append, oldest first
     * @throws Failure.Transient where the store gave no answer or others kept writing; the events may stand there
     * @throws Failure.Terminal with the code {@link #BROKEN} where the chain does not end in a sound record
     */
    public List<Map<String, Object>> append(
            Optional<ClusterRef> cluster,
            Instant at,
            List<Map<String, Object>> events,
            Closing closing,
            Marking marking) {
        String name = cluster.map(Ledger::chain).orElse(GUARD);
        LedgerChain chain;
        synchronized (chains) {
            chain = chains.computeIfAbsent(name, it -> new LedgerChain(blobs, it));
        }
        return chain.append(at, events, closing, marking);
    }

    /** The names of all chains, sorted. */
    public List<String> chains() {
        return blobs.names("").stream()
                .filter(LedgerCheck::isName)
                .map(name -> name.substring(0, name.indexOf('/')))
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Where a chain ends now; empty where it has no record.
     *
     * @throws Failure.Transient where the store gave no answer
     * @throws Failure.Terminal with the code {@link #BROKEN} where it does not end in a sound record
     */
    public Optional<ChainHead> head(String chain) {
        return new LedgerEnd(blobs, chain).head();
    }
}
