package io.entraguard.lab;

import io.entraguard.reconcile.FleetView;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code report.html}: the fleet as one self-contained, escaped table. */
final class Report {
    private Report() {}

    static String of(Player player, Map<String, Object> summary) {
        List<FleetView.Entry> entries = FleetView.of(player.stores().memory());
        String rows = entries.stream().map(Report::row).collect(Collectors.joining("\n"));
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'">
                <title>Entra Guard</title>
                <style>%s</style>
                </head>
                <body>
                <h1>Entra Guard</h1>
                <p>%s of %s clusters are compliant; %s could not be judged. As of %s.</p>
                <table>
                <thead><tr><th>Cluster</th><th>Resource group</th><th>Status</th><th>Findings</th><th>Ticket</th><th>Next look</th></tr></thead>
                <tbody>
                %s
                </tbody>
                </table>
                <h2>Waiting for an approver</h2>
                <ul>
                %s
                </ul>
                <h2>What approvers allow</h2>
                <ul>
                %s
                </ul>
                </body>
                </html>
                """.formatted(
                        STYLE_HASH,
                        STYLE,
                        text(summary.get("compliant")),
                        text(summary.get("evaluated")),
                        text(summary.get("unknown")),
                        text(player.clock().instant()),
                        rows,
                        questions(player),
                        waivers(player));
    }

    private static String questions(Player player) {
        return items(FleetView.questions(player.stores().memory()).stream()
                .map(asked -> "<li>" + text(asked.cluster()) + ", plan " + text(asked.planId()) + ", until "
                        + text(asked.until()) + ": <code>" + text(asked.command()) + "</code></li>")
                .toList());
    }

    private static String waivers(Player player) {
        return items(FleetView.waivers(player.stores().memory(), player.clock().instant()).stream()
                .map(waiver -> "<li>" + text(waiver.cluster()) + ": " + text(waiver.kind())
                        + (waiver.until() == null ? "" : " until " + text(waiver.until())) + ", by "
                        + text(waiver.by())
                        + (waiver.reason() == null ? "" : ", because: " + text(waiver.reason())) + "</li>")
                .toList());
    }

    private static String items(List<String> items) {
        return items.isEmpty() ? "<li>nothing</li>" : String.join("\n", items);
    }

    private static final String STYLE = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem;color-scheme:light dark}"
            + "table{border-collapse:collapse}th,td{text-align:left;padding:.3rem .8rem;border-bottom:1px solid #8888}";

    private static final String STYLE_HASH = styleHash();

    private static String styleHash() {
        try {
            byte[] hash = java.security.MessageDigest.getInstance("SHA-256")
                    .digest(STYLE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return java.util.Base64.getEncoder().encodeToString(hash);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static String row(FleetView.Entry entry) {
        return "<tr><td>" + text(entry.name()) + "</td><td>" + text(entry.resourceGroup()) + "</td><td>"
                + text(entry.status()) + "</td><td>" + text(String.join(", ", entry.findings())) + "</td><td>"
                + text(entry.ticket().orElse("")) + "</td><td>"
                + text(entry.nextLook().orElse("")) + "</td></tr>";
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
