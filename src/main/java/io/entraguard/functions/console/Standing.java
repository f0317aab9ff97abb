package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The compliance rate, with everything that it is not taken of beside it.
 *
 * @param segments how the clusters divide, largest good first
 */
record Standing(String rate, String sentence, String evaluated, List<Segment> segments) {

    /** One kind of cluster; {@code x} and {@code width} in percent of the bar. */
    record Segment(String status, String icon, String label, String count, String link, String x, String width) {}

    static Standing of(JsonNode kpis) {
        long evaluated = kpis.path("evaluated").asLong();
        long exempt = kpis.path("exempt").asLong();
        long compliant = kpis.path("compliant").asLong();
        long unknown = kpis.path("unknown").asLong();
        var segments = new ArrayList<Segment>();
        long before = 0;
        before = add(segments, "compliant", "ok", "compliant", compliant, before, evaluated);
        before = add(
                segments,
                "noncompliant",
                "bad",
                "to put right",
                Math.max(0, kpis.path("noncompliant").asLong() - exempt),
                before,
                evaluated);
        before = add(segments, "exempt", "exempt", "exempt", exempt, before, evaluated);
        add(segments, "unknown", "unknown", "not known", unknown, before, evaluated);
        return new Standing(
                PageText.percent(kpis.path("complianceRate")),
                PageText.count(compliant) + " of " + PageText.count(Math.max(0, evaluated - exempt))
                        + " clusters that count",
                PageText.count(evaluated),
                List.copyOf(segments));
    }

    private static long add(
            List<Segment> segments, String status, String icon, String label, long count, long before, long all) {
        segments.add(new Segment(
                status,
                icon,
                label,
                PageText.count(count),
                PageText.link("status", status),
                share(before, all),
                share(count, all)));
        return before + count;
    }

    static String share(long part, long all) {
        return all <= 0 ? "0" : String.format(Locale.ROOT, "%.2f", 100.0 * part / all);
    }
}
