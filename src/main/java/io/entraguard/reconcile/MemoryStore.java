package io.entraguard.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Rows of text under a partition and a name, each guarded by an etag. Safe for use by many threads and processes; a
 * reader sees every row that was saved before. Names may be any string; adapters hash what their store cannot take.
 */
public interface MemoryStore {
    /** Partition of the rows that hold one cluster each, named by {@code ClusterRef.key()}. */
    String CLUSTERS = "clusters";

    /** Partition of the few rows that are about the fleet as a whole. */
    String FLEET = "fleet";

    /** Partition of the rows that hold one day's figures each, named by its date. */
    String DAYS = "days";

    /**
     * A row as it was read.
     *
     * @param text up to 500,000 characters
     */
    record Row(String name, String text, String etag) {}

    /**
     * The row of that name; empty where there is none.
     *
     * @throws Failure.Transient where the store could not be asked
     */
    Optional<Row> load(String partition, String name);

    /**
     * Saves a row and gives its new etag.
     *
     * @param etag what the row must still carry; empty where it must not exist yet
     * @throws Failure.Conflict where that does not hold
     * @throws Failure.Transient where the store could not be asked; the row may or may not have been saved
     */
    String save(String partition, String name, String text, Optional<String> etag);

    /**
     * Takes a row away, if it still carries that etag.
     *
     * @throws Failure.Conflict where it does not
     */
    void delete(String partition, String name, String etag);

    /**
     * Shows all rows of a partition, in no particular order and as few at once as the store hands out, so that a large
     * partition need not be held whole. What the reader throws ends it and comes through.
     *
     * @throws Failure.Transient where the store could not be asked; some rows may have been shown
     */
    void each(String partition, Consumer<Row> reader);

    /** All rows of a partition at once. */
    default List<Row> all(String partition) {
        var rows = new ArrayList<Row>();
        each(partition, rows::add);
        return rows;
    }
}
