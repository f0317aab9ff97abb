package io.entraguard.reconcile;

import java.time.Instant;

/**
 * The plan that an approver was asked about.
 *
 * @param deadline until when a tag may be written
 */
record Asked(String planId, Instant at, Instant deadline) {}
