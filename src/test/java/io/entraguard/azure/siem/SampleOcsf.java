package io.entraguard.azure.siem;

import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.EventRejected;
import io.entraguard.model.AuditEvent.FindingOpened;
import io.entraguard.model.AuditEvent.Guard;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.AuditEvent.PropertyChange;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.model.AuditEvent.Subject;
import io.entraguard.model.AuditEvent.TicketMove;
import io.entraguard.model.AuditEvent.TicketMoved;
import io.entraguard.model.AuditEvent.Waiver;
import io.entraguard.model.AuditEvent.WaiverMove;
import io.entraguard.model.AuditEvent.WaiverMoved;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.reconcile.ocsf.Ocsf;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OCSF events of each class that the guard speaks, as it renders them. */
final class SampleOcsf {
    static final ClusterRef CLUSTER = ClusterRef.of(
            "/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks-shop");
    static final Instant AT = Instant.parse("2026-01-05T09:00:00.123Z");
    static final String OID = "44444444-4444-4444-4444-444444444444";

    private SampleOcsf() {}

    private static List<Map<String, Object>> of(Optional<ClusterRef> cluster, Body body) {
        Optional<Subject> subject = cluster.map(ref -> new Subject(ref, "westeurope"));
        return new Ocsf("1.2.3").events(new AuditEvent(subject, AT, "sample", "policy-hash", body));
    }

    private static Finding finding() {
        return new Finding(ControlId.ENTRA_03, Severity.HIGH, "disableLocalAccounts is absent", Remedy.AUTOMATIC);
    }

    static Sighting seen() {
        var by = new Actor(OID, Optional.of("ann@contoso.com"), false, true, Optional.of("203.0.113.7"));
        return new Sighting(Sighting.Act.ADMIN_CREDENTIAL, "event-1", AT, by, Optional.of("correlation-1"));
    }

    static Map<String, Object> finding2003() {
        return of(Optional.of(CLUSTER), new FindingOpened(finding())).get(0);
    }

    static Map<String, Object> ticket2003() {
        return of(Optional.of(CLUSTER), new TicketMoved("OPS-1", TicketMove.OPENED, List.of(finding())))
                .get(0);
    }

    static Map<String, Object> alert2004() {
        return alert2004("admin credential listed");
    }

    static Map<String, Object> alert2004(String text) {
        return of(Optional.of(CLUSTER), new Alert("admin-credential", Severity.CRITICAL, text, Optional.of(seen())))
                .get(0);
    }

    static Map<String, Object> waiver3004() {
        return of(
                        Optional.of(CLUSTER),
                        new WaiverMoved(
                                Waiver.EXEMPTION,
                                WaiverMove.GRANTED,
                                Optional.of(AT),
                                "",
                                Optional.empty(),
                                Optional.of(seen())))
                .get(0);
    }

    static Map<String, Object> rejected6003() {
        return of(Optional.empty(), new EventRejected("not-json", Map.of())).get(0);
    }

    private static List<Map<String, Object>> remediation() {
        return of(
                Optional.of(CLUSTER),
                new RemediationEnded(
                        "command-1",
                        "plan-1",
                        List.of(new PropertyChange("properties.disableLocalAccounts", null, true)),
                        Outcome.PROVEN,
                        "200",
                        "proven by a re-read",
                        Optional.of("request-1"),
                        new Guard(Optional.of("9a9a9a9a-0000-4000-8000-000000000009"))));
    }

    static Map<String, Object> remediation7001() {
        return remediation().get(0);
    }

    static Map<String, Object> write6003() {
        return remediation().get(1);
    }

    /** One at least of each class. */
    static List<Map<String, Object>> all() {
        return List.of(
                finding2003(), ticket2003(), alert2004(), waiver3004(), rejected6003(), write6003(), remediation7001());
    }
}
