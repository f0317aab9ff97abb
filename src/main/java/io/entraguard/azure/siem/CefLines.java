package io.entraguard.azure.siem;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event as a line of ArcSight's Common Event Format, version 0. In the header {@code |} and {@code \} are escaped and a
 * line ends nowhere; in the extension {@code =}, {@code \} and line ends are escaped; other control characters become
 * blanks. Pure.
 */
final class CefLines {
    private static final String PRODUCT = "Entra Guard";
    private static final int LONGEST_NAME = 512;
    private static final int LONGEST_VALUE = 1_023; // what most keys take at least

    /** The seven fields of the header, in order. */
    static final List<Field> HEADER = List.of(
            Field.fixed("Version", "CEF:0"),
            Field.fixed("Device Vendor", PRODUCT),
            Field.fixed("Device Product", PRODUCT),
            Field.text("Device Version", "metadata.product.version"),
            Field.text("Device Event Class ID", "metadata.event_code"),
            Field.text("Name", "message"),
            Field.computed("Severity", "`severity_id`: 1 is 1, 2 is 3, 3 is 5, 4 is 8, 5 is 10", CefLines::severity));

    /** The keys of the extension, in order. */
    static final List<Field> EXTENSION = List.of(
            Field.found("rt", "`time`, in milliseconds", event -> event.at("time")),
            Field.text("externalId", "metadata.uid"),
            Field.text("cat", "class_name"),
            Field.text("act", "activity_name"),
            Field.text("outcome", "status"),
            Field.text("reason", Paths.DETAIL),
            Field.text("suid", Paths.ACTOR_ID),
            Field.text("suser", Paths.ACTOR_NAME),
            Field.found(
                    "src",
                    "`src_endpoint.ip`, else `evidences.0.src_endpoint.ip`, where it is IPv4",
                    event -> address(event).filter(ip -> !ip.contains(":")).map(Object.class::cast)),
            Field.found(
                    "c6a2",
                    "the same where it is IPv6",
                    event -> address(event).filter(ip -> ip.contains(":")).map(Object.class::cast)),
            Field.found(
                    "c6a2Label",
                    "`Source IPv6 Address` where there is a `c6a2`",
                    event -> address(event).filter(ip -> ip.contains(":")).map(ip -> "Source IPv6 Address")),
            Field.text("requestMethod", "api.operation", "evidences.0.api.operation"),
            Field.fixed("cs1Label", "clusterId"),
            Field.text("cs1", Paths.CLUSTER),
            Field.fixed("cs2Label", "findingId"),
            Field.text("cs2", Paths.FINDING),
            Field.fixed("cs3Label", "control"),
            Field.text("cs3", Paths.RULE),
            Field.fixed("cs4Label", "ticket"),
            Field.text("cs4", "tickets.0.uid"),
            Field.fixed("cs5Label", "planId"),
            Field.text("cs5", "unmapped.plan_id"),
            Field.fixed("cs6Label", "correlationId"),
            Field.text("cs6", "metadata.correlation_uid"),
            Field.text("msg", "message"));

    private CefLines() {}

    /** The line, without a line feed at its end. */
    static String of(Map<String, Object> tree) {
        var event = new OcsfEvent(tree);
        var line = new StringBuilder();
        for (Field field : HEADER) {
            String value = field.value().apply(event).map(String::valueOf).orElse("");
            line.append(line.isEmpty() ? "" : "|").append(header(value));
        }
        char before = '|';
        Map<String, Object> extension = Row.of(EXTENSION, tree);
        for (Map.Entry<String, Object> pair : extension.entrySet()) {
            if (!isLabelOfNothing(pair.getKey(), extension)) {
                line.append(before)
                        .append(pair.getKey())
                        .append('=')
                        .append(extension(String.valueOf(pair.getValue())));
                before = ' ';
            }
        }
        return line.toString();
    }

    private static boolean isLabelOfNothing(String key, Map<String, Object> extension) {
        return key.endsWith("Label") && !extension.containsKey(key.substring(0, key.length() - "Label".length()));
    }

    static String header(String value) {
        return clean(cut(value, LONGEST_NAME).replaceAll("\\R", " "))
                .replace("\\", "\\\\")
                .replace("|", "\\|");
    }

    static String extension(String value) {
        String escaped = cut(value, LONGEST_VALUE)
                .replace("\\", "\\\\")
                .replace("=", "\\=")
                .replace("\r", "\\r")
                .replace("\n", "\\n");
        return clean(escaped);
    }

    /** No control character is left, nor what some readers take for the end of a line. */
    private static String clean(String value) {
        return value.replaceAll("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]", " ");
    }

    private static String cut(String value, int most) {
        if (value.length() <= most) {
            return value;
        }
        return value.substring(0, Character.isHighSurrogate(value.charAt(most - 1)) ? most - 1 : most);
    }

    private static Optional<String> address(OcsfEvent event) {
        return Field.first(event, Paths.ADDRESS);
    }

    private static Object severity(OcsfEvent event) {
        return switch (event.number("severity_id")) {
            case 1 -> 1;
            case 2 -> 3;
            case 3 -> 5;
            case 4 -> 8;
            case 5 -> 10;
            default -> 0;
        };
    }
}
