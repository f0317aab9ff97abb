package io.entraguard.azure.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.Context;
import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.telemetry.Reporting.Callee;
import io.entraguard.lab.ingestion.IngestionServer;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ControlId;
import io.entraguard.model.Severity;
import io.entraguard.model.TraceParent;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Mode;
import io.entraguard.policy.Step;
import io.entraguard.reconcile.GuardMetrics;
import io.entraguard.reconcile.GuardMetrics.Action;
import io.entraguard.reconcile.GuardMetrics.Compliance;
import io.entraguard.reconcile.GuardMetrics.Fault;
import io.entraguard.reconcile.GuardMetrics.Rule;
import io.entraguard.reconcile.GuardMetrics.Service;
import io.entraguard.reconcile.GuardMetrics.Sink;
import io.entraguard.reconcile.GuardMetrics.TicketOperation;
import io.entraguard.reconcile.GuardTraces;
import io.entraguard.reconcile.Pass;
import io.entraguard.reconcile.Trigger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Figures and traces as they arrive at a local ingestion service. */
class OtelReportingTest {
    private static final ClusterRef CLUSTER = ClusterRef.of(
            "/subscriptions/s-1/resourceGroups/RG/providers/Microsoft.ContainerService/managedClusters/c1");
    private static final TraceParent CAUSE = new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
    private static final TraceParent HOST = new TraceParent("00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01");
    private static final HttpClient HTTP = new AzureHttp("test", Duration.ofSeconds(5)).client();

    private final Exporting exporting = new Exporting(Duration.ofSeconds(5));
    private final IngestionServer server = exporting.server();
    private final Reporting reporting = exporting.reporting(new VirtualClock());
    private final GuardTraces traces = reporting.telemetry().traces();

    @AfterEach
    void close() {
        exporting.close();
    }

    private static String tag(JsonNode envelope, String name) {
        return envelope.path("tags").path(name).asText();
    }

    private JsonNode span(String name) {
        return server.spans().stream()
                .filter(span -> data(span).path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + server.spans()));
    }

    private static JsonNode data(JsonNode envelope) {
        return envelope.path("data").path("baseData");
    }

    @Test
    void an_invocation_its_pass_and_its_requests_are_one_trace_from_the_cause_on() throws Exception {
        List<String> sent = new ArrayList<>();
        HttpClient arm = reporting.calls().traced(recording(sent), Callee.ARM);
        traces.invocation(
                "Reconcile",
                Optional.of(CAUSE),
                Optional.of(HOST),
                () -> traces.pass(
                        CLUSTER,
                        Trigger.EVENT,
                        () -> arm.sendSync(
                                new HttpRequest(
                                        HttpMethod.PUT, server.url() + CLUSTER.id() + "?api-version=1&secret=planted"),
                                Context.NONE)));

        // Nobody flushed: the last invocation's end does.
        JsonNode function = span("Reconcile");
        JsonNode pass = span("pass");
        JsonNode call = span("PUT arm");
        for (JsonNode span : List.of(function, pass, call)) {
            assertThat(tag(span, "ai.operation.id")).isEqualTo(CAUSE.traceId());
        }
        assertThat(tag(function, "ai.operation.parentId")).isEqualTo(CAUSE.spanId());
        assertThat(tag(pass, "ai.operation.parentId"))
                .isEqualTo(data(function).path("id").asText());
        assertThat(tag(call, "ai.operation.parentId"))
                .isEqualTo(data(pass).path("id").asText());
        assertThat(sent)
                .containsExactly(
                        "00-" + CAUSE.traceId() + "-" + data(call).path("id").asText() + "-01");
        assertThat(data(function).toString()).contains(HOST.traceId());
        assertThat(data(pass).path("properties").path("entraguard.cluster.id").asText())
                .isEqualTo(CLUSTER.id());
        assertThat(data(call).path("data").asText())
                .startsWith(server.url())
                .endsWith(CLUSTER.id())
                .doesNotContain("planted");
    }

    /** Answers 200, and keeps what {@code traceparent} came. */
    private static HttpClient recording(List<String> sent) {
        return new HttpClient() {
            @Override
            public com.azure.core.http.HttpResponse sendSync(HttpRequest request, Context context) {
                sent.add(request.getHeaders().getValue(com.azure.core.http.HttpHeaderName.fromString("traceparent")));
                return new TakenResponse(request);
            }

            @Override
            public reactor.core.publisher.Mono<com.azure.core.http.HttpResponse> send(HttpRequest request) {
                return reactor.core.publisher.Mono.fromSupplier(() -> sendSync(request, Context.NONE));
            }
        };
    }

    @Test
    void of_a_trackers_url_nothing_but_its_host_is_told() {
        HttpClient tracker = reporting.calls().traced(HTTP, Callee.TRACKER);
        tracker.sendSync(
                new HttpRequest(HttpMethod.POST, server.url() + "/hooks/planted?token=planted").setBody("{}"),
                Context.NONE);
        tracker.send(new HttpRequest(HttpMethod.GET, server.url() + "/hooks/planted"))
                .block();
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> tracker.sendSync(
                        new HttpRequest(HttpMethod.DELETE, "http://127.0.0.1:1/planted"), Context.NONE));
        exporting.flush();

        assertThat(data(span("POST tracker")).path("target").asText()).contains("127.0.0.1");
        assertThat(data(span("GET tracker")).path("success").asBoolean()).isTrue();
        assertThat(data(span("DELETE tracker")).path("success").asBoolean()).isFalse();
        assertThat(server.taken().toString()).doesNotContain("planted");
    }

    @Test
    void work_that_fails_fails_as_without_a_trace_and_the_span_says_so() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> traces.invocation("Reconcile", Optional.empty(), Optional.of(HOST), () -> {
                    throw new IllegalStateException("planted");
                }));
        JsonNode span = span("Reconcile");
        assertThat(data(span).path("success").asBoolean()).isFalse();
        assertThat(tag(span, "ai.operation.id")).isEqualTo(HOST.traceId());
        assertThat(span.toString()).doesNotContain("planted");
    }

    @Test
    void what_is_caused_inside_is_told_where_it_comes_from() {
        assertThat(traces.current()).isEmpty();
        var inside = new ArrayList<TraceParent>();
        traces.invocation(
                "FleetSweep",
                Optional.empty(),
                Optional.empty(),
                () -> traces.current().ifPresent(inside::add));
        assertThat(inside)
                .singleElement()
                .extracting(TraceParent::traceId)
                .isEqualTo(tag(span("FleetSweep"), "ai.operation.id"));
    }

    @Test
    void an_audit_event_that_is_recorded_inside_stands_in_the_same_trace() {
        traces.invocation(
                "Reconcile",
                Optional.of(CAUSE),
                Optional.empty(),
                () -> reporting.sinks().values().iterator().next().emit(List.of(Map.of("message", "one"))));
        JsonNode log = server.taken().stream()
                .filter(envelope ->
                        envelope.path("data").path("baseType").asText().equals("MessageData"))
                .findFirst()
                .orElseThrow();
        assertThat(tag(log, "ai.operation.id")).isEqualTo(CAUSE.traceId());
        assertThat(tag(log, "ai.operation.parentId"))
                .isEqualTo(data(span("Reconcile")).path("id").asText());
    }

    private static Pass pass() {
        return new Pass(
                new VirtualClock().instant(),
                CLUSTER,
                Trigger.SWEEP,
                List.of(),
                new Decision(new Step.None(), List.of(), Mode.AUTO),
                "n1");
    }

    private void tellEverything(GuardMetrics metrics) {
        Duration took = Duration.ofMillis(1500);
        metrics.passed(Trigger.EVENT, true, took);
        metrics.begun(Trigger.RECHECK, took);
        metrics.decided(pass());
        metrics.failed(Fault.BUSY);
        metrics.called(Service.ARM, "PUT", Optional.of(429), took);
        metrics.called(Service.GRAPH, CLUSTER.id(), Optional.empty(), took);
        metrics.ticket(Optional.of(CLUSTER.id()), TicketOperation.OPEN, Optional.of(Fault.UNCLEAR));
        metrics.remediation(Action.PROVEN);
        metrics.findingClosed(Severity.HIGH, took);
        metrics.ruled("approval", true);
        metrics.alerted("/subscriptions/planted", Severity.CRITICAL);
        metrics.notHandedOver(Sink.LEDGER, 3);
        metrics.waiting(Sink.EVENT_HUBS, 7);
        metrics.swept(false, took);
        metrics.fleet(Map.of(Compliance.EXEMPT, 4L), Map.of(new Rule(ControlId.ENTRA_03, Severity.HIGH), 5L));
    }

    private Map<String, JsonNode> points() {
        return server.metrics().stream()
                .collect(Collectors.toMap(
                        data -> data.path("metrics").path(0).path("name").asText(), data -> data, (one, other) -> one));
    }

    private static JsonNode point(Map<String, JsonNode> points, String name) {
        return Objects.requireNonNull(points.get(name), name);
    }

    @Test
    void every_metric_arrives_by_its_name_with_its_attributes() {
        tellEverything(reporting.telemetry().metrics());
        exporting.flush();

        Map<String, JsonNode> points = points();
        for (Metric metric : Metric.values()) {
            assertThat(points).containsKey(metric.fullName());
            JsonNode properties = point(points, metric.fullName()).path("properties");
            assertThat(StreamSupport.stream(((Iterable<String>) properties::fieldNames).spliterator(), false))
                    .as(metric.fullName())
                    .filteredOn(name -> name.startsWith("entraguard."))
                    .containsExactlyInAnyOrderElementsOf(metric.attributes());
        }
        JsonNode open = point(points, "entraguard.finding.open");
        assertThat(open.path("metrics").path(0).path("value").asDouble()).isEqualTo(5.0);
        assertThat(open.path("properties").path("entraguard.rule").asText()).isEqualTo("entra-03");
        JsonNode scan =
                point(points, "entraguard.scan.duration").path("metrics").path(0);
        assertThat(scan.path("value").asDouble()).isEqualTo(1.5);
        assertThat(scan.path("count").asInt()).isEqualTo(1);
    }

    @Test
    void no_metric_names_a_cluster_whatever_it_is_told() {
        tellEverything(reporting.telemetry().metrics());
        exporting.flush();
        assertThat(server.metrics().toString())
                .doesNotContain("/subscriptions/")
                .doesNotContain("planted");
    }

    /** The documentation's table is the code's. */
    @Test
    void the_metrics_are_those_of_the_documentation() throws Exception {
        List<String> documented = Files.readAllLines(Path.of("docs", "telemetry.md")).stream()
                .filter(line -> line.startsWith("| `entraguard."))
                .map(line -> line.split("\\|"))
                .filter(cells -> cells.length > 5)
                .map(cells -> String.join("|", cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip()))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(java.util.Arrays.stream(Metric.values())
                        .map(metric -> String.join(
                                "|",
                                "`" + metric.fullName() + "`",
                                metric.kind().name().toLowerCase(java.util.Locale.ROOT),
                                "`" + metric.unit() + "`",
                                metric.attributes().stream()
                                        .map(name -> "`" + name + "`")
                                        .collect(Collectors.joining(", "))))
                        .toList());
    }

    @Test
    void figures_that_were_refused_are_put_aside_whole() throws Exception {
        try (var throttled = new Exporting(Duration.ofSeconds(5))) {
            throttled.server().refuseFigures(503);
            throttled.metrics().failed(Fault.BUSY);
            throttled.monitor().flush(true, Duration.ofSeconds(10));
            assertThat(throttled.putAside())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.size(file)).isGreaterThan(300));
        }
    }

    @Test
    void a_service_that_is_away_costs_an_invocation_no_more_than_a_short_wait() {
        server.close();
        assertThatNoException()
                .isThrownBy(() -> traces.invocation("Reconcile", Optional.empty(), Optional.empty(), () -> {}));
    }
}
