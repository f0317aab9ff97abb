package io.entraguard.azure.siem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.lab.siem.SiemServer;
import io.entraguard.lab.siem.SiemServer.Answer;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.outbox.AuditSink;
import io.entraguard.reconcile.outbox.AuditSinkContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogsIngestionSinkTest extends AuditSinkContract {
    private static final String RULE = "dcr-00000000000000000000000000000abc";

    private final SiemServer server = SiemServer.start();
    private final AzureHttp http = new AzureHttp("test", Duration.ofSeconds(5));
    private final AuditSink sink = LogsIngestionSink.guardTable(
            server.url(), http.pipeline(server.url(), Optional.empty()), RULE, "Custom-EntraGuardAudit_CL");

    @AfterEach
    void close() {
        server.close();
    }

    @Override
    protected AuditSink sink() {
        return sink;
    }

    @Override
    protected List<Map<String, Object>> arrived() {
        assertThat(server.complaints()).isEmpty();
        return server.arrived().stream()
                .map(row -> Tree.object(row.content().get("Ocsf")).orElseThrow())
                .toList();
    }

    private static Map<String, Object> event(int number, int size) {
        return Map.of(
                "time", 1_767_603_600_123L,
                "message", "x".repeat(size),
                "metadata", Map.of("uid", "event " + number));
    }

    @Test
    void each_event_is_a_row_with_what_rules_ask_for_in_columns() {
        SampleOcsf.all().forEach(event -> sink.emit(List.of(event)));
        assertThat(server.complaints()).isEmpty();
        assertThat(server.arrived()).allSatisfy(row -> {
            assertThat(row.place()).isEqualTo("Custom-EntraGuardAudit_CL");
            assertThat(row.content())
                    .containsEntry("TimeGenerated", "2026-01-05T09:00:00.123Z")
                    .containsKeys(
                            "EventUid", "EventCode", "ClassUid", "TypeUid", "SeverityId", "CorrelationId", "Ocsf");
        });
        assertThat(server.arrived().get(1).content()).containsEntry("TicketId", "OPS-1");
        assertThat(server.arrived().get(2).content())
                .containsEntry("ActorId", SampleOcsf.OID)
                .containsEntry("ActorName", "ann@contoso.com")
                .containsEntry("SourceIp", "203.0.113.7")
                .containsEntry("ClusterResourceId", SampleOcsf.CLUSTER.id());
        assertThat(server.arrived().get(6).content())
                .as("a class that may not name resources")
                .containsEntry("ClusterResourceId", SampleOcsf.CLUSTER.id())
                .containsEntry("PlanId", "plan-1");
    }

    @Test
    void columns_are_named_as_the_table_may_name_them() {
        assertThat(GuardAuditRow.FIELDS)
                .extracting(Field::name)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name)
                        .matches("[A-Za-z][A-Za-z0-9_]{0,44}")
                        .isNotIn("id", "_ResourceId", "_SubscriptionId", "TenantId", "Type", "UniqueId", "Title"));
    }

    @Test
    void more_than_a_megabyte_goes_in_several_requests_in_order() {
        var events = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < 100; i++) {
            events.add(event(i, 30_000));
        }
        sink.emit(events);
        assertThat(arrived()).containsExactlyElementsOf(events);
        assertThat(server.requests()).isBetween(6, 8); // the message stands in a column and in the whole event
    }

    @Test
    void an_event_that_is_longer_than_any_request_is_refused_before_anything_is_sent() {
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> sink.emit(List.of(event(1, 10), event(2, 600_000))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(AuditSink.REFUSED));
        assertThat(server.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413})
    void what_is_refused_for_what_it_holds_is_told_apart(int status) {
        server.weather(body -> Optional.of(
                new Answer(status, "{\"error\":{\"code\":\"InvalidStream\",\"message\":\"secret words\"}}", Map.of())));
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> sink.emit(List.of(event(1, 10))))
                .withMessage("Logs Ingestion: HTTP " + status + " InvalidStream")
                .satisfies(e -> assertThat(e.code()).isEqualTo(AuditSink.REFUSED));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 408, 429, 500, 503})
    void everything_else_may_pass(int status) {
        server.weather(body -> Optional.of(new Answer(status, "no JSON, a secret", Map.of("Retry-After", "120"))));
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> sink.emit(List.of(event(1, 10))))
                .withMessage("Logs Ingestion: HTTP " + status)
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofMinutes(2)));
        assertThat(server.requests()).as("nothing is sent again by itself").isEqualTo(1);
    }

    @Test
    void no_answer_may_pass() {
        server.weather(body -> Optional.of(Answer.of(0)));
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> sink.emit(List.of(event(1, 10))))
                .withMessage("Logs Ingestion: no credential or no answer");
    }

    @Test
    void a_service_that_asks_for_days_is_asked_again_after_an_hour() {
        server.weather(body -> Optional.of(new Answer(429, "", Map.of("Retry-After", "999999999"))));
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> sink.emit(List.of(event(1, 10))))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofHours(1)));
    }
}
