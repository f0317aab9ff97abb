package io.entraguard.reconcile;

import io.entraguard.model.ControlId;
import io.entraguard.model.Severity;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the program counts and times of itself. Whatever tells one figure from another is an enum or a fixed word: no
 * cluster, ticket or person is in any of them. Safe for use by many threads; never fails and never waits.
 */
public interface GuardMetrics {
    /** Counts nothing. */
    GuardMetrics NONE = new GuardMetrics() {};

    /** Who is called. */
    enum Service {
        /** Azure Resource Manager: managed clusters and what hangs on them. */
        ARM,
        ACTIVITY_LOG,
        RESOURCE_GRAPH,
        /** Microsoft Graph. */
        GRAPH,
        TRACKER;

        /** The word in figures. */
        public String word() {
            return GuardMetrics.word(this);
        }
    }

    /** Why something was put back on the queue. */
    enum Fault {
        TRANSIENT,
        UNCLEAR,
        CONFLICT,
        TERMINAL,
        /** Another worker was at the cluster. */
        BUSY;

        /** The word in figures. */
        public String word() {
            return GuardMetrics.word(this);
        }

        /** The kind of a failure. */
        static Fault of(Failure failure) {
            if (failure instanceof Failure.Transient) {
                return TRANSIENT;
            }
            if (failure instanceof Failure.Unclear) {
                return UNCLEAR;
            }
            return failure instanceof Failure.Conflict ? CONFLICT : TERMINAL;
        }
    }

    /** Where audit events go. */
    enum Sink {
        LEDGER,
        APPLICATION_INSIGHTS,
        LOGS_INGESTION,
        EVENT_HUBS;

        /** The word in figures. */
        public String word() {
            return GuardMetrics.word(this);
        }
    }

    /** What became of a write to a cluster, or would have. */
    enum Action {
        STARTED,
        PROVEN,
        REFUSED,
        FAILED,
        NOT_APPLIED,
        /** It was held back, since the mode or the switch lets nothing be written. */
        WITHHELD;

        /** The word in figures. */
        public String word() {
            return GuardMetrics.word(this);
        }
    }

    /** What is asked of a tracker. */
    enum TicketOperation {
        FIND,
        OPEN,
        COMMENT,
        RESOLVE,
        REOPEN,
        UPDATE;

        /** The word in figures. */
        public String word() {
            return GuardMetrics.word(this);
        }
    }

    /** How the clusters stand. */
    enum Compliance {
        COMPLIANT,
        NONCOMPLIANT,
        EXEMPT,
        UNKNOWN;

        /** The word in figures. */
        public String word() {
            return GuardMetrics.word(this);
        }
    }

    /** A failing control. */
    record Rule(ControlId control, Severity severity) {}

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A pass ended, well or not, after so long. */
    default void passed(Trigger why, boolean done, Duration took) {}

    /** Work that was due so long ago is begun. */
    default void begun(Trigger why, Duration late) {}

    /** A pass decided. */
    default void decided(Pass pass) {}

    /** A message was put back on the queue. */
    default void failed(Fault fault) {}

    /**
     * A service answered, or did not.
     *
     * @param method the HTTP method
     * @param status the HTTP status; empty where no answer came
     */
    default void called(Service service, String method, Optional<Integer> status, Duration took) {}

    /** A tracker was asked for something; the fault where that failed. */
    default void ticket(Optional<String> tracker, TicketOperation operation, Optional<Fault> fault) {}

    /** A write to a cluster began or ended. */
    default void remediation(Action action) {}

    /** A finding was closed by a verified re-read after so long. */
    default void findingClosed(Severity severity, Duration open) {}

    /** The guard ruled on what a tag asks for. */
    default void ruled(String request, boolean granted) {}

    /**
     * Somebody is to look at something.
     *
     * @param kind the alert's fixed name
     */
    default void alerted(String kind, Severity severity) {}

    /** Audit events could not be handed over. */
    default void notHandedOver(Sink sink, int events) {}

    /** So many audit events wait for a sink. */
    default void waiting(Sink sink, long events) {}

    /** A sweep ended, well or not, after so long. */
    default void swept(boolean done, Duration took) {}

    /** How the fleet stands after a sweep. */
    default void fleet(Map<Compliance, Long> clusters, Map<Rule, Long> findings) {}
}
