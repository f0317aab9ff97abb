package io.entraguard.azure.telemetry;

import java.util.List;

/**
 * The metrics, by the names that dashboards and alerts hold on to. Durations are in seconds. Units are UCUM's, things that
 * are counted in braces. Attributes have the same prefix as the names and few values each, none of which is an id.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are List.of
enum Metric {
    PASS_DURATION("pass.duration", Kind.HISTOGRAM, "s", "trigger", "outcome"),
    QUEUE_AGE("queue.age", Kind.HISTOGRAM, "s", "trigger"),
    DECISIONS("decisions", Kind.COUNTER, "{decision}", "trigger", "step", "mode"),
    FAILURES("failures", Kind.COUNTER, "{failure}", "fault"),
    REQUEST_DURATION("request.duration", Kind.HISTOGRAM, "s", "service", "method", "status"),
    REMEDIATION_ACTIONS("remediation.actions", Kind.COUNTER, "{action}", "outcome"),
    REMEDIATION_DURATION("finding.remediation.duration", Kind.HISTOGRAM, "s", "severity"),
    TICKET_OPERATIONS("ticket.operations", Kind.COUNTER, "{operation}", "tracker", "operation", "outcome"),
    REQUEST_RULINGS("request.rulings", Kind.COUNTER, "{ruling}", "request", "outcome"),
    ALERTS("alerts", Kind.COUNTER, "{alert}", "kind", "severity"),
    AUDIT_WRITE_FAILURES("audit.write.failures", Kind.COUNTER, "{failure}", "sink"),
    SINK_WAITING("sink.waiting", Kind.GAUGE, "{event}", "sink"),
    SCAN_DURATION("scan.duration", Kind.HISTOGRAM, "s", "outcome"),
    CLUSTER_COUNT("cluster.count", Kind.GAUGE, "{cluster}", "compliance.state"),
    FINDING_OPEN("finding.open", Kind.GAUGE, "{finding}", "rule", "severity");

    private static final String PREFIX = "entraguard.";

    private final String name;
    private final Kind kind;
    private final String unit;
    private final List<String> attributes;

    /** How values become one. */
    enum Kind {
        COUNTER,
        HISTOGRAM,
        GAUGE
    }

    Metric(String name, Kind kind, String unit, String... attributes) {
        this.name = name;
        this.kind = kind;
        this.unit = unit;
        this.attributes = List.of(attributes);
    }

    /** The name with its prefix. */
    String fullName() {
        return PREFIX + name;
    }

    Kind kind() {
        return kind;
    }

    String unit() {
        return unit;
    }

    /** The names of the attributes, with their prefix. */
    List<String> attributes() {
        return attributes.stream().map(attribute -> PREFIX + attribute).toList();
    }
}
