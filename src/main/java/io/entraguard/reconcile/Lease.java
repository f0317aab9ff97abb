package io.entraguard.reconcile;

import java.time.Instant;

/** Who works on a cluster, and until when at most. */
record Lease(String holder, Instant until) {}
