package io.entraguard.azure.telemetry;

import io.entraguard.model.Severity;
import io.entraguard.reconcile.GuardMetrics;
import io.entraguard.reconcile.Pass;
import io.entraguard.reconcile.Trigger;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongGauge;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The figures as OpenTelemetry metrics, each instrument of {@link Metric} made once. Safe for use by many threads. */
final class OtelMetrics implements GuardMetrics {
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_-]{0,39}");
    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "PATCH", "DELETE");
    private static final double MILLIS = 1000.0;

    /** Told one by one, since each calls for something else than the rest of its class. */
    private static final Set<Integer> NAMED_STATUSES = Set.of(401, 403, 404, 409, 412, 429);

    private final Map<Metric, LongCounter> counters = new EnumMap<>(Metric.class);
    private final Map<Metric, DoubleHistogram> histograms = new EnumMap<>(Metric.class);
    private final Map<Metric, LongGauge> gauges = new EnumMap<>(Metric.class);

    OtelMetrics(Meter meter) {
        for (Metric metric : Metric.values()) {
            switch (metric.kind()) {
                case COUNTER ->
                    counters.put(
                            metric,
                            meter.counterBuilder(metric.fullName())
                                    .setUnit(metric.unit())
                                    .build());
                case HISTOGRAM ->
                    histograms.put(
                            metric,
                            meter.histogramBuilder(metric.fullName())
                                    .setUnit(metric.unit())
                                    .build());
                case GAUGE ->
                    gauges.put(
                            metric,
                            meter.gaugeBuilder(metric.fullName())
                                    .ofLongs()
                                    .setUnit(metric.unit())
                                    .build());
            }
        }
    }

    /** The metric's attributes in the order of its table; what is no word of a few is told as {@code other}. */
    private static Attributes told(Metric metric, String... values) {
        List<String> names = metric.attributes();
        if (names.size() != values.length) {
            throw new IllegalArgumentException(metric + " has the attributes " + names);
        }
        AttributesBuilder attributes = Attributes.builder();
        for (int i = 0; i < values.length; i++) {
            attributes.put(names.get(i), WORD.matcher(values[i]).matches() ? values[i] : "other");
        }
        return attributes.build();
    }

    private void count(Metric metric, long add, String... values) {
        Objects.requireNonNull(counters.get(metric)).add(add, told(metric, values));
    }

    private void time(Metric metric, Duration took, String... values) {
        Objects.requireNonNull(histograms.get(metric)).record(took.toMillis() / MILLIS, told(metric, values));
    }

    private void set(Metric metric, long value, String... values) {
        Objects.requireNonNull(gauges.get(metric)).set(value, told(metric, values));
    }

    private static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static String outcome(boolean well) {
        return well ? "done" : "failed";
    }

    @Override
    public void passed(Trigger why, boolean done, Duration took) {
        time(Metric.PASS_DURATION, took, why.word(), outcome(done));
    }

    @Override
    public void begun(Trigger why, Duration late) {
        time(Metric.QUEUE_AGE, late, why.word());
    }

    @Override
    public void decided(Pass pass) {
        count(
                Metric.DECISIONS,
                1,
                pass.trigger().word(),
                pass.decision().step().word(),
                pass.decision().mode().word());
    }

    @Override
    public void failed(Fault fault) {
        count(Metric.FAILURES, 1, fault.word());
    }

    @Override
    public void called(Service service, String method, Optional<Integer> status, Duration took) {
        time(
                Metric.REQUEST_DURATION,
                took,
                service.word(),
                METHODS.contains(method) ? method.toLowerCase(Locale.ROOT) : "other",
                status.map(OtelMetrics::status).orElse("none"));
    }

    private static String status(int status) {
        return "http-" + (NAMED_STATUSES.contains(status) ? status : status / 100 + "xx");
    }

    @Override
    public void ticket(Optional<String> tracker, TicketOperation operation, Optional<Fault> fault) {
        count(
                Metric.TICKET_OPERATIONS,
                1,
                tracker.orElse("default"),
                operation.word(),
                fault.map(Fault::word).orElse(outcome(true)));
    }

    @Override
    public void remediation(Action action) {
        count(Metric.REMEDIATION_ACTIONS, 1, action.word());
    }

    @Override
    public void findingClosed(Severity severity, Duration open) {
        time(Metric.REMEDIATION_DURATION, open, word(severity));
    }

    @Override
    public void ruled(String request, boolean granted) {
        count(Metric.REQUEST_RULINGS, 1, request, granted ? "granted" : "refused");
    }

    @Override
    public void alerted(String kind, Severity severity) {
        count(Metric.ALERTS, 1, kind, word(severity));
    }

    @Override
    public void notHandedOver(Sink sink, int events) {
        count(Metric.AUDIT_WRITE_FAILURES, events, sink.word());
    }

    @Override
    public void waiting(Sink sink, long events) {
        set(Metric.SINK_WAITING, events, sink.word());
    }

    @Override
    public void swept(boolean done, Duration took) {
        time(Metric.SCAN_DURATION, took, outcome(done));
    }

    @Override
    public void fleet(Map<Compliance, Long> clusters, Map<Rule, Long> findings) {
        clusters.forEach((state, count) -> set(Metric.CLUSTER_COUNT, count, state.word()));
        findings.forEach((rule, count) ->
                set(Metric.FINDING_OPEN, count, rule.control().code().toLowerCase(Locale.ROOT), word(rule.severity())));
    }
}
