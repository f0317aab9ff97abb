package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Azure Resource Manager, as far as managed clusters go. Safe for use by many threads. Documents are trees of
 * {@code java.util} collections, complete and spelled as ARM spells them, integers and decimals kept exactly.
 */
public interface Clusters {
    /**
     * The live document of a cluster; empty where there is none.
     *
     * @throws Failure.Transient where ARM could not be asked now (throttled, 5xx, no answer)
     * @throws Failure.Terminal where ARM refuses to show it (its code says why)
     */
    Optional<Map<String, Object>> read(ClusterRef cluster);

    /**
     * Sends one conditional PUT of the whole document. The read-only parts are left out of what is sent.
     *
     * @param etag goes into {@code If-Match}; never empty
     */
    Written write(ClusterRef cluster, Map<String, Object> document, String etag);

    /**
     * Looks once at a long-running operation.
     *
     * @param operation the URL that {@link Written.Accepted} gave; it must belong to the configured ARM endpoint
     * @throws Failure.Transient where ARM could not be asked now
     */
    Progress progress(String operation);

    /** What came of a PUT. */
    sealed interface Written {
        /** Calls the case that fits. */
        <R> R match(Cases<R> cases);

        /** One method for each variant. */
        interface Cases<R> {
            R accepted(Accepted written);

            R outdated(Outdated written);

            R busy(Busy written);

            R throttled(Throttled written);

            R refused(Refused written);

            R vanished(Vanished written);

            R unanswered(Unanswered written);
        }

        /**
         * ARM took it (200, 201 or 202).
         *
         * @param operation the URL of the long-running operation, where ARM named one
         * @param retryAfter when ARM wants to be asked about it
         * @param requestId ARM's correlation id of the request
         */
        record Accepted(
                int status, Optional<String> operation, Optional<Duration> retryAfter, Optional<String> requestId)
                implements Written {
            @Override
            public <R> R match(Cases<R> cases) {
                return cases.accepted(this);
            }
        }

        /** 412: the cluster is no longer what was read. Judge again from the start. */
        record Outdated(String code) implements Written {
            @Override
            public <R> R match(Cases<R> cases) {
                return cases.outdated(this);
            }
        }

        /** 409: another operation runs. Wait. */
        record Busy(String code) implements Written {
            @Override
            public <R> R match(Cases<R> cases) {
                return cases.busy(this);
            }
        }

        /** 429: asked too often. */
        record Throttled(String code, Optional<Duration> retryAfter) implements Written {
            @Override
            public <R> R match(Cases<R> cases) {
                return cases.throttled(this);
            }
        }

        /**
         * Azure will not do it until people change something: a permission, a lock, a policy, the cluster itself.
         *
         * @param code Azure's own code
         * @param message Azure's message, shortened, without control characters
         * @param action the permission that is missing, where Azure named one
         * @param scope where it is missing
         */
        record Refused(int status, String code, String message, Optional<String> action, Optional<String> scope)
                implements Written {
            @Override
            public <R> R match(Cases<R> cases) {
                return cases.refused(this);
            }
        }

        /** 404: the cluster is gone. */
        record Vanished(String code) implements Written {
            @Override
            public <R> R match(Cases<R> cases) {
                return cases.vanished(this);
            }
        }

        /** 5xx, timeout or a lost connection: it may or may not have been done. Look before anything else is sent. */
        record Unanswered(String what) implements Written {
            @Override
            public <R> R match(Cases<R> cases) {
                return cases.unanswered(this);
            }
        }
    }

    /** How far a long-running operation is. */
    sealed interface Progress {
        /** Not at its end. */
        record Running(Optional<Duration> retryAfter) implements Progress {}

        /**
         * ARM says that it succeeded, which proves nothing.
         *
         * @param superseded whether a later operation took its place ({@code NotLatestOperation})
         */
        record Succeeded(boolean superseded) implements Progress {}

        /** It failed or was cancelled. */
        record Failed(String code, String message) implements Progress {}

        /** ARM no longer knows it. */
        record Unknown() implements Progress {}
    }
}
