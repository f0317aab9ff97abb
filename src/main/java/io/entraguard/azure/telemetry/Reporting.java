package io.entraguard.azure.telemetry;

import com.azure.core.http.HttpClient;
import io.entraguard.reconcile.Telemetry;
import io.entraguard.reconcile.outbox.AuditSink;
import java.util.Map;

/**
 * What the program is handed to tell of itself with. Names no type of OpenTelemetry, so that nothing of it is loaded where
 * telemetry is off.
 *
 * @param telemetry for the loop
 * @param sinks where audit events go besides the ledger, by the outbox's names
 * @param calls for the clients that call others
 */
public record Reporting(Telemetry telemetry, Map<String, AuditSink> sinks, Calls calls) {
    /** Tells nobody anything. */
    public static final Reporting NONE = new Reporting(Telemetry.NONE, Map.of(), (client, who) -> client);

    public Reporting {
        sinks = Map.copyOf(sinks);
    }

    /** Who is called through a client. */
    public enum Callee {
        ARM,
        GRAPH,
        TRACKER
    }

    /** Makes clients whose calls are traced and timed. */
    @FunctionalInterface
    public interface Calls {
        /** A client that does what that one does, and tells of it. */
        HttpClient traced(HttpClient client, Callee who);
    }
}
