package io.entraguard.functions;

import io.entraguard.policy.Decision;
import io.entraguard.reconcile.DecisionLog;
import io.entraguard.reconcile.Pass;
import java.time.Instant;
import java.util.logging.Logger;

/** Logs each decision as one line of constant words and named keys. Nothing in it comes from tags or names. */
final class DecisionLines implements DecisionLog {
    private static final Logger LOG = Logger.getLogger("io.entraguard.decision");

    @Override
    public void decided(Pass pass) {
        Decision decision = pass.decision();
        LOG.info(() -> "decision cluster=" + pass.cluster().id() + " trigger="
                + pass.trigger().word() + " findings=" + String.join(",", pass.findings()) + " step="
                + decision.step().word() + " reasons=" + String.join(",", decision.reasons()) + " mode="
                + decision.mode().word() + " until="
                + decision.step().ends().map(Instant::toString).orElse("-") + " reconcile=" + pass.reconcileId());
    }
}
