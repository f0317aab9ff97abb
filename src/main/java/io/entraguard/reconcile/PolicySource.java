package io.entraguard.reconcile;

import java.util.Optional;

/** Where the policy file is read from: a file, a blob, or what is packed with the program. Safe for use by many threads. */
@FunctionalInterface
public interface PolicySource {
    /**
     * A version of the file.
     *
     * @param bytes what it holds, whether that is a policy or not
     * @param etag what this version is known again by
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Loaded(byte[] bytes, String etag) {}

    /**
     * The present version; empty where it is still the one with that etag.
     *
     * @throws Failure where it cannot be read, which says nothing about what it holds
     */
    Optional<Loaded> load(Optional<String> etag);
}
