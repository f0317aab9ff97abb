package io.entraguard.functions.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One cluster that says the same text of a stranger wherever a tree has text. */
public final class HostileFleet {
    private HostileFleet() {}

    /** The tree. */
    public static Map<String, Object> of(String text) {
        String id = "/subscriptions/s/resourcegroups/g/providers/microsoft.containerservice/managedclusters/" + text;
        Map<String, Object> waiver =
                Map.of("cluster", id, "kind", text, "until", "2026-11-28T00:00:00Z", "by", text, "reason", text);
        Map<String, Object> glass = Map.of(
                "cluster", id, "kind", "break-glass", "until", "2026-11-28T00:00:00Z", "by", text, "reason", text);
        var entry = new LinkedHashMap<String, Object>();
        entry.put("id", id);
        for (String key : List.of("name", "subscription", "resourceGroup", "region", "environment", "owner")) {
            entry.put(key, text);
        }
        for (String key :
                List.of("costCenter", "rule", "mode", "step", "severity", "ticket", "openSince", "auditCoverage")) {
            entry.put(key, text);
        }
        entry.put("status", "noncompliant");
        entry.put("exempt", false);
        entry.put("reasons", List.of(text));
        entry.put("findings", List.of(text));
        entry.put("waitingUntil", text);
        entry.put("approval", Map.of("planId", text, "until", text, "command", text));
        entry.put("lastLook", text);
        entry.put("nextLook", text);
        var detail = new LinkedHashMap<String, Object>(entry);
        detail.put("findings", List.of(finding(text)));
        detail.put("waivers", List.of(waiver));
        detail.put("timeline", List.of(Map.of("at", text, "kind", text, "text", text)));
        Map<String, Object> tree =
                SampleFleet.tree(List.of(entry), kpis(text, List.of(waiver, glass)), Map.of(id, detail));
        tree.put("version", text);
        tree.put("health", health(text));
        return tree;
    }

    private static Map<String, Object> finding(String text) {
        return Map.of(
                "control",
                text,
                "severity",
                text,
                "title",
                text,
                "observed",
                text,
                "remediation",
                text,
                "since",
                text,
                "references",
                List.of(text));
    }

    private static Map<String, Object> health(String text) {
        return Map.of(
                "status", text,
                "mode", text,
                "parts", List.of(Map.of("name", text, "status", text, "since", text, "text", text)));
    }

    private static Map<String, Object> kpis(String text, List<Map<String, Object>> waivers) {
        var kpis = new LinkedHashMap<String, Object>();
        kpis.put("complianceRate", 0);
        kpis.put("evaluated", 1);
        kpis.put("compliant", 0);
        kpis.put("noncompliant", 1);
        kpis.put("exempt", 0);
        kpis.put("unknown", 0);
        kpis.put("mttr", Map.of("median", text, "p90", text, "bySeverity", Map.of(text, Map.of("median", text))));
        kpis.put("mttd", Map.of("median", text, "p90", text));
        kpis.put(
                "openFindings",
                Map.of("byControl", Map.of(text, 1), "byAge", Map.of(text, 1), "byOwner", Map.of(text, 1)));
        kpis.put("waivers", waivers);
        kpis.put("approvals", Map.of("pending", 1, "latency", Map.of("median", text, "p90", text)));
        kpis.put("remediations", Map.of(text, 1));
        Map<String, Object> part =
                Map.of(text, Map.of("complianceRate", 0.5, "evaluated", 1, "exempt", 0, "unknown", 0));
        kpis.put("by", Map.of("subscription", part, "environment", part, "owner", part, "costCenter", part));
        kpis.put(
                "series",
                List.of(
                        Map.of("date", text, "complianceRate", 0.4, "openFindings", 2),
                        Map.of("date", text, "complianceRate", 0.5, "openFindings", 1)));
        return kpis;
    }
}
