package io.entraguard.reconcile;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sha256;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The clusters' rows in the memory store: loaded under a lease, so that one worker at a time has a cluster, and saved
 * only where nobody else saved meanwhile. Safe for use by many threads.
 */
final class ClusterRows {
    /** The function's own time-out: a lease ends by itself when its holder must be dead. */
    static final Duration LEASE = Duration.ofMinutes(5);

    private static final ObjectReader WHOLE = Json.Mappers.ROWS.readerFor(ClusterMemory.class);

    /** Reads a row without its history, which is most of its text: no figure comes from it. */
    private static final ObjectReader WITHOUT_HISTORY = Json.Mappers.ROWS
            .copy()
            .addMixIn(Chronicle.class, WithoutHistory.class)
            .readerFor(ClusterMemory.class);

    private static final Logger LOG = Logger.getLogger(ClusterRows.class.getName());

    private final MemoryStore store;
    private final Supplier<String> names;

    /**
     * @param names makes a name that nobody else has, for lease holders
     */
    ClusterRows(MemoryStore store, Supplier<String> names) {
        this.store = store;
        this.names = names;
    }

    /** A row that this pass holds. */
    static final class Held {
        final ClusterMemory memory;
        private final ClusterRef cluster;
        private String saved;
        private String etag;

        private Held(ClusterRef cluster, ClusterMemory memory, String saved, String etag) {
            this.cluster = cluster;
            this.memory = memory;
            this.saved = saved;
            this.etag = etag;
        }
    }

    /** The row as it stands, without holding it. */
    Optional<ClusterMemory> peek(ClusterRef cluster) {
        return store.load(MemoryStore.CLUSTERS, cluster.key()).map(row -> parse(row.text()));
    }

    /**
     * Takes a cluster's row, made where there is none.
     *
     * @throws Busy where somebody else has it
     * @throws Failure where the store could not be asked, or somebody else was faster
     */
    Held take(ClusterRef cluster, Instant now) {
        Optional<Row> row = store.load(MemoryStore.CLUSTERS, cluster.key());
        ClusterMemory memory =
                row.map(existing -> parse(existing.text())).orElseGet(() -> new ClusterMemory(cluster, now));
        if (memory.lease != null && now.isBefore(memory.lease.until())) {
            throw new Busy();
        }
        memory.lease = new Lease(names.get(), now.plus(LEASE));
        String text = text(memory);
        String etag = store.save(MemoryStore.CLUSTERS, cluster.key(), text, row.map(Row::etag));
        return new Held(cluster, memory, text, etag);
    }

    /** Saves what is in hand and goes on holding it. */
    void keep(Held held) {
        String text = text(held.memory);
        held.etag = store.save(MemoryStore.CLUSTERS, held.cluster.key(), text, Optional.of(held.etag));
        held.saved = text;
    }

    /** Saves and lets go. */
    void release(Held held) {
        held.memory.lease = null;
        keep(held);
    }

    /** Lets go of what was last saved, and forgets what came to memory since. */
    void abandon(Held held) {
        ClusterMemory before = parse(held.saved);
        before.lease = null;
        held.etag = store.save(MemoryStore.CLUSTERS, held.cluster.key(), text(before), Optional.of(held.etag));
    }

    /** Saves a first row; where there is one by now, that one stays. */
    void insert(ClusterMemory memory) {
        try {
            store.save(MemoryStore.CLUSTERS, memory.ref().key(), text(memory), Optional.empty());
        } catch (Failure.Conflict e) {
            // Somebody looked at the cluster itself meanwhile and knows better.
        }
    }

    /** All rows that can be read, without holding them: one that cannot must not hide the rest of the fleet. */
    List<ClusterMemory> all() {
        return store.all(MemoryStore.CLUSTERS).stream()
                .flatMap(row -> readable(row, WHOLE).stream())
                .toList();
    }

    /**
     * Shows all rows, one after the other and without holding them, so that they are not all in memory at once, and without
     * their histories; gives a word that is another one whenever a row is. Of a row that cannot be read there is its cluster,
     * as one that nothing is known of: left out, it would make the fleet look better than it is known to be.
     *
     * @param now when such a cluster is taken to have been seen first
     */
    String each(Consumer<ClusterMemory> reader, Instant now) {
        return each(
                row -> readable(row, WITHOUT_HISTORY)
                        .or(() -> ClusterRef.parse(row.name()).map(cluster -> new ClusterMemory(cluster, now))),
                reader);
    }

    /** The same of those rows alone that can be read, for who decides by what they say. */
    String each(Consumer<ClusterMemory> reader) {
        return each(row -> readable(row, WITHOUT_HISTORY), reader);
    }

    private String each(Function<Row, Optional<ClusterMemory>> reading, Consumer<ClusterMemory> reader) {
        var etags = new TreeMap<String, String>();
        store.each(MemoryStore.CLUSTERS, row -> {
            etags.put(row.name(), row.etag());
            reading.apply(row).ifPresent(reader);
        });
        return Sha256.hex(etags.toString());
    }

    private static Optional<ClusterMemory> readable(Row row, ObjectReader parts) {
        try {
            return Optional.of(parse(row.text(), parts));
        } catch (Failure.Transient e) {
            LOG.log(Level.WARNING, "row not read reason={0}", e.getMessage());
            return Optional.empty();
        }
    }

    private static ClusterMemory parse(String text) {
        return parse(text, WHOLE);
    }

    private static ClusterMemory parse(String text, ObjectReader parts) {
        try {
            ClusterMemory memory = parts.readValue(text);
            if (memory.version > ClusterMemory.VERSION) {
                throw new Failure.Transient("a row was written by a newer version of this program");
            }
            return memory;
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("a row of the memory store could not be read: " + e.getOriginalMessage());
        }
    }

    private static String text(ClusterMemory memory) {
        try {
            return Json.Mappers.ROWS.writeValueAsString(memory);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("memory has only fields that Json.Mappers.ROWS can hold", e);
        }
    }

    @JsonIgnoreProperties("history")
    private interface WithoutHistory {}

    /** Somebody else works on the cluster. */
    static final class Busy extends RuntimeException {
        private Busy() {
            super("another worker has the cluster", null, false, false);
        }
    }
}
