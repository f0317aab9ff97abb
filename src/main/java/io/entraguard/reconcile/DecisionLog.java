package io.entraguard.reconcile;

/** Takes note of each decision, one line a pass. Safe for use by many threads; never fails. */
public interface DecisionLog {
    void decided(Pass pass);
}
