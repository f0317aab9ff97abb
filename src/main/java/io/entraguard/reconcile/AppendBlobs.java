package io.entraguard.reconcile;

import java.util.List;

/**
 * Blobs that only grow, each append conditional on the length it was decided at. What the ledger is written to. Safe for
 * use by many threads and processes.
 */
public interface AppendBlobs {
    /** The code of the failure of an append to a blob that takes no more, however short the bytes are. */
    String FULL = "BlockCountExceedsLimit";

    /** How many appends a blob takes at most. */
    int MOST_APPENDS = 50_000;

    /** The end of a blob: its length in bytes and its last bytes. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Tail(long length, byte[] bytes) {}

    /**
     * The last bytes of a blob, at most so many; length 0 where there is no such blob.
     *
     * @throws Failure.Transient where the store could not be asked
     */
    Tail tail(String name, int most);

    /**
     * The bytes from that place on, at most so many; none where the blob ends there or there is no such blob.
     *
     * @throws Failure.Transient where the store could not be asked
     */
    byte[] read(String name, long from, int most);

    /**
     * Appends, creating the blob where the length is 0.
     *
     * @throws Failure.Conflict where the blob is not that long (any more)
     * @throws Failure.Transient where the store gave no answer; the bytes may or may not have been appended
     * @throws Failure.Terminal with the code {@link #FULL} where the blob has taken {@link #MOST_APPENDS}
     */
    void append(String name, byte[] bytes, long length);

    /** The names of the blobs under a prefix, sorted. */
    List<String> names(String prefix);
}
