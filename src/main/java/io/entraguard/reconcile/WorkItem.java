package io.entraguard.reconcile;

import io.entraguard.model.CertificateUse;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.model.TagScope;
import java.util.Map;
import java.util.Optional;

/** What a message on the queue asks for. Its wire form is {@link WorkItemJson}'s. */
public sealed interface WorkItem {

    /**
     * Look at this cluster. It says which and why, never what the cluster is like.
     *
     * @param seen what an event showed, as evidence of who did it
     * @param token the appointment that this keeps; empty for news
     * @param used what the admin certificate was used for, where that was seen
     * @param attempt how often this was put back because something was not to be reached
     */
    record ReconcileRequest(
            ClusterRef cluster,
            Trigger why,
            Optional<Sighting> seen,
            Optional<CertificateUse> used,
            Optional<String> token,
            int attempt)
            implements WorkItem {

        /** One that is not about a use of the admin certificate. */
        public ReconcileRequest(
                ClusterRef cluster, Trigger why, Optional<Sighting> seen, Optional<String> token, int attempt) {
            this(cluster, why, seen, Optional.empty(), token, attempt);
        }

        /** News about a cluster. */
        public static ReconcileRequest news(ClusterRef cluster, Trigger why, Optional<Sighting> seen) {
            return new ReconcileRequest(cluster, why, seen, Optional.empty(), 0);
        }

        /** News that its admin certificate was used. */
        public static ReconcileRequest used(ClusterRef cluster, Sighting seen, CertificateUse use) {
            return new ReconcileRequest(
                    cluster, Trigger.CREDENTIAL, Optional.of(seen), Optional.of(use), Optional.empty(), 0);
        }

        /** The same, put back once more. */
        public ReconcileRequest again() {
            return new ReconcileRequest(cluster, why, seen, used, token, attempt + 1);
        }
    }

    /**
     * Tags of a resource group or subscription were written, which its clusters may inherit.
     *
     * @param seen what the event showed: who wrote them, which is nobody who wrote a cluster
     * @param attempt how often this was put back because something was not to be reached
     */
    record ScopeChanged(TagScope scope, Optional<Sighting> seen, int attempt) implements WorkItem {

        /** News about a scope. */
        public static ScopeChanged news(TagScope scope, Optional<Sighting> seen) {
            return new ScopeChanged(scope, seen, 0);
        }

        /** The same, put back once more. */
        public ScopeChanged again() {
            return new ScopeChanged(scope, seen, attempt + 1);
        }
    }

    /**
     * Hand over to the SIEMs what was appended to this chain of the ledger.
     *
     * @param chain the chain's name
     * @param sink the one that failed before; empty for all that wait for nothing
     * @param attempt how often that one failed; 0 for news
     */
    record Drain(String chain, Optional<String> sink, int attempt) implements WorkItem {

        /** News of an append. */
        public static Drain news(String chain) {
            return new Drain(chain, Optional.empty(), 0);
        }
    }

    /**
     * An event that could not be read: audit that it came.
     *
     * @param reason a fixed word, such as {@code not-json}
     * @param ids what could be told of its ids, by name and made harmless; never more of its payload
     */
    record Rejected(String reason, Map<String, String> ids) implements WorkItem {
        public Rejected {
            ids = Map.copyOf(ids);
        }
    }
}
