package io.entraguard.azure.siem;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.lab.siem.SiemServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Held against the lists of the schema AuditEvent 0.1.2 (learn.microsoft.com/azure/sentinel/normalization-schema-audit). */
class AsimAuditRowTest {
    private static final String[] MANDATORY = {
        "TimeGenerated",
        "EventCount",
        "EventStartTime",
        "EventEndTime",
        "EventType",
        "EventResult",
        "EventProduct",
        "EventVendor",
        "EventSchema",
        "EventSchemaVersion",
        "Dvc",
        "Operation",
        "Object"
    };

    private static final Set<Object> TYPES = Set.of(
            "Set",
            "Read",
            "Create",
            "Delete",
            "Execute",
            "Install",
            "Clear",
            "Enable",
            "Disable",
            "Initialize",
            "Start",
            "Stop",
            "Other");

    @Test
    void every_class_fills_what_is_mandatory_with_words_that_the_schema_has() {
        for (Map<String, Object> event : SampleOcsf.all()) {
            Map<String, Object> row = AsimAuditRow.of(event);
            assertThat(row).containsKeys(MANDATORY);
            assertThat(row.get("EventType")).isIn(TYPES);
            assertThat(row.get("EventResult")).isIn("Success", "Partial", "Failure", "NA");
            assertThat(row.get("EventSeverity")).isIn("Informational", "Low", "Medium", "High");
            assertThat(row.get("ObjectType")).isIn("Cloud Resource", "Other");
            assertThat(row)
                    .containsEntry("EventSchema", "AuditEvent")
                    .containsEntry(
                            "EventOriginalUid",
                            new OcsfEvent(event).text("metadata.uid").orElseThrow());
        }
    }

    @Test
    void a_remediation_says_what_it_changed_from_what_to_what() {
        assertThat(AsimAuditRow.of(SampleOcsf.remediation7001()))
                .containsEntry("EventType", "Set")
                .containsEntry("EventResult", "Success")
                .containsEntry("Object", "aks-shop")
                .containsEntry("ObjectId", SampleOcsf.CLUSTER.id())
                .containsEntry("ActorUserId", "9a9a9a9a-0000-4000-8000-000000000009")
                .containsEntry("ActorUserIdType", "AADID")
                .containsEntry("NewValue", "[{\"path\":\"properties.disableLocalAccounts\",\"value\":true}]")
                .hasEntrySatisfying(
                        "OldValue",
                        value -> assertThat(value).asString().contains("\"path\":\"properties.disableLocalAccounts\""));
        assertThat(AsimAuditRow.of(SampleOcsf.write6003()))
                .containsEntry("Operation", "Microsoft.ContainerService/managedClusters/write");
    }

    @Test
    void whoever_was_seen_is_the_actor() {
        assertThat(AsimAuditRow.of(SampleOcsf.alert2004()))
                .containsEntry("EventType", "Other")
                .containsEntry("EventResult", "NA")
                .containsEntry("ActorUserId", SampleOcsf.OID)
                .containsEntry("ActorUsername", "ann@contoso.com")
                .containsEntry("ActorUsernameType", "UPN")
                .containsEntry("SrcIpAddr", "203.0.113.7");
        assertThat(AsimAuditRow.of(SampleOcsf.waiver3004()))
                .containsEntry("EventType", "Enable")
                .containsEntry("EventResult", "Success");
        assertThat(AsimAuditRow.of(SampleOcsf.ticket2003())).containsEntry("EventType", "Create");
        assertThat(AsimAuditRow.of(SampleOcsf.rejected6003()))
                .containsEntry("Object", "Entra Guard")
                .containsEntry("EventResult", "Failure")
                .doesNotContainKeys("ObjectId", "ActorUserId");
    }

    @Test
    void rows_arrive_in_the_stream_of_that_table() {
        try (SiemServer server = SiemServer.start()) {
            var http = new AzureHttp("test", Duration.ofSeconds(5));
            LogsIngestionSink.asimTable(
                            server.url(),
                            http.pipeline(server.url(), Optional.empty()),
                            "dcr-00000000000000000000000000000abc",
                            "Custom-ASimAuditEventLogs")
                    .emit(SampleOcsf.all());
            assertThat(server.complaints()).isEmpty();
            assertThat(server.arrived())
                    .hasSameSizeAs(SampleOcsf.all())
                    .extracting(SiemServer.Arrived::place)
                    .containsOnly("Custom-ASimAuditEventLogs");
            assertThat(List.copyOf(server.arrived().get(0).content().keySet())).contains(MANDATORY);
        }
    }
}
