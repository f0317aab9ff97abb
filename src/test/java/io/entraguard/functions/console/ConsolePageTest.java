package io.entraguard.functions.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page says before a script runs, and that no value of a fleet becomes markup. */
class ConsolePageTest {
    private static final Pattern JSON_BLOCK =
            Pattern.compile("<script type=\"application/json\" id=\"fleet-json\">(.*?)</script>", Pattern.DOTALL);

    private final String small = ConsolePage.of(SampleFleet.small());

    private static String inside(String page, String tag) {
        Matcher matcher = Pattern.compile("<" + tag + ">(.*?)</" + tag + ">", Pattern.DOTALL)
                .matcher(page);
        assertThat(matcher.find()).as("the page has a %s", tag).isTrue();
        return matcher.group(1);
    }

    private static String hash(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    private static JsonNode json(String page) throws Exception {
        Matcher matcher = JSON_BLOCK.matcher(page);
        assertThat(matcher.find()).isTrue();
        return new ObjectMapper().readTree(matcher.group(1));
    }

    @Test
    void the_policy_allows_exactly_the_script_and_the_style_that_are_in_the_page() throws Exception {
        assertThat(ConsolePage.contentSecurityPolicy())
                .isEqualTo("default-src 'none'; script-src " + hash(inside(small, "script")) + "; style-src "
                        + hash(inside(small, "style"))
                        + "; img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
                        + "; frame-ancestors 'none'");
        String meta = ConsolePage.contentSecurityPolicy().replace("; frame-ancestors 'none'", "");
        assertThat(small)
                .contains("<meta http-equiv=\"Content-Security-Policy\" content=\""
                        + meta.replace("'", "&#39;").replace("=", "&#x3D;") + "\">");
    }

    @Test
    void nothing_in_the_page_needs_more_than_that_policy_allows() {
        String markup = small.replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", "");
        assertThat(markup)
                .doesNotContainPattern("(?i)\\son[a-z]+\\s*=")
                .doesNotContainPattern("(?i)\\sstyle\\s*=")
                .doesNotContainPattern("(?i)\\ssrc\\s*=")
                .doesNotContainPattern("(?i)href=\"(?!#|data:image/svg)");
    }

    @Test
    void the_essential_is_there_without_a_script() {
        String shown = small.replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", "");
        JsonNode kpis = PageJson.tree(SampleFleet.small()).path("kpis");
        assertThat(shown)
                .contains("<p class=\"figure\">" + PageText.percent(kpis.path("complianceRate")) + "</p>")
                .contains("<b>148</b> evaluated")
                .contains("Break-glass in force")
                .contains("--operation Merge --tags entra-guard-approve&#x3D;")
                .contains("nobody could be shown to administer the cluster after the change")
                .contains("<noscript>")
                .contains("<td>noncompliant</td>");
    }

    @Test
    void the_data_of_the_page_are_the_tree_with_the_words_for_its_codes() throws Exception {
        JsonNode tree = PageJson.tree(SampleFleet.small());
        JsonNode data = json(small);
        for (String part : List.of("now", "health", "kpis", "clusters", "details")) {
            assertThat(data.get(part))
                    .isEqualTo(new ObjectMapper().readTree(tree.get(part).toString()));
        }
        assertThat(data.at("/reasons/quiet-period").asText()).contains("quiet period");
        assertThat(data.at("/controls/ENTRA-01").asText()).isEqualTo("Entra integration is off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onmouseover='alert(1)",
                "<!--<script>",
                "{{{json}}} {{style}}",
                "&lt;b&gt; \u202e\u2066gpj.exe \u2028\u2029"
            })
    void a_strangers_text_stays_text_wherever_it_stands(String text) throws Exception {
        String page = ConsolePage.of(HostileFleet.of(text));

        assertThat(page)
                .doesNotContain("alert(1)</script>")
                .doesNotContain("<img")
                .doesNotContain("<!--<script");
        assertThat(Pattern.compile("<script").matcher(page).results().count()).isEqualTo(2);
        assertThat(page.replaceAll("(?s)<script[^>]*>.*?</script>", "")).doesNotContainPattern("'\\s*onmouseover");
        assertThat(JSON_BLOCK.matcher(page).results().map(found -> found.group(1)))
                .singleElement()
                .asString()
                .doesNotContainPattern("[<>&\u2028\u2029]");
        assertThat(json(page).at("/clusters/0/name").asText()).isEqualTo(text);
        assertThat(inside(page, "script")).isEqualTo(inside(small, "script"));
    }

    @Test
    void a_tree_that_says_nothing_is_a_page_that_claims_nothing() {
        for (Map<String, Object> tree : List.of(
                Map.<String, Object>of(),
                Map.<String, Object>of("now", "soon", "kpis", "none", "clusters", 7, "health", List.of()))) {
            assertThat(ConsolePage.of(tree))
                    .contains("<p class=\"figure\">\u2013</p>")
                    .contains("Health is not known")
                    .contains("No day has been counted yet.")
                    .doesNotContain("Everything works");
        }
    }

    @Test
    void only_what_is_all_is_a_hundred_percent() {
        assertThat(PageText.percent(PageJson.tree(0.99999))).isEqualTo("99.9\u00a0%");
        assertThat(PageText.percent(PageJson.tree(1.0))).isEqualTo("100.0\u00a0%");
        assertThat(PageText.percent(PageJson.tree(0.0))).isEqualTo("0.0\u00a0%");
    }

    @Test
    void durations_are_said_in_two_units_and_unreadable_ones_as_they_are() {
        assertThat(PageText.duration(PageJson.tree("PT76H3M"))).isEqualTo("3\u00a0d 4\u00a0h");
        assertThat(PageText.duration(PageJson.tree("PT1M14S"))).isEqualTo("1\u00a0min 14\u00a0s");
        assertThat(PageText.duration(PageJson.tree("PT0.4S"))).isEqualTo("0\u00a0s");
        assertThat(PageText.duration(PageJson.tree("<b>"))).isEqualTo("<b>");
    }

    private static Map<String, Object> asking(String name, String until) {
        return Map.of(
                "id",
                "/" + name,
                "name",
                name,
                "status",
                "noncompliant",
                "approval",
                Map.of("planId", "3f9a2c71b04d", "until", until, "command", "az"));
    }

    @Test
    void what_can_be_approved_in_time_stands_before_what_is_overdue_and_says_so() {
        var clusters = new ArrayList<Map<String, Object>>();
        for (int hour = 10; hour <= 14; hour++) {
            clusters.add(asking("overdue-" + hour, "2026-01-04T" + hour + ":00:00Z"));
            clusters.add(asking("live-" + hour, "2026-01-05T" + hour + ":00:00.5Z"));
            clusters.add(asking("later-" + hour, "2026-01-06T" + hour + ":00:00Z"));
        }
        var waiting = new NeedsPeople.Waiting();
        clusters.forEach(waiting::add);
        NeedsPeople people = waiting.with(PageJson.tree(Map.of()), Optional.of(Instant.parse("2026-01-05T10:00:00Z")));
        assertThat(people.approvals())
                .extracting(approval -> approval.cluster() + (approval.overdue() ? " overdue" : ""))
                .startsWith("live-10", "live-11")
                .endsWith("later-14", "overdue-10 overdue", "overdue-11 overdue")
                .hasSize(12);
        assertThat(people.moreApprovals()).isEqualTo("3");
        assertThat(people.allApprovals()).isEqualTo("15");

        String page = ConsolePage.of(Map.of("now", "2026-01-05T10:00:00Z", "clusters", clusters));
        assertThat(page).contains("3 more; <a href=\"#approval=asked\">all 15 in the table</a>");
        assertThat(page.split("<span class=\"away\">overdue: the first tag only asks anew", -1))
                .hasSize(3);
    }

    @Test
    void days_without_a_sweep_leave_a_gap_as_wide_as_they_were_many() {
        JsonNode days = PageJson.tree(List.of(
                Map.of("date", "2026-01-01", "complianceRate", 0.5, "openFindings", 2),
                Map.of("date", "2026-01-02", "complianceRate", 0.5, "openFindings", 2),
                Map.of("date", "2026-01-16", "complianceRate", 1.0, "openFindings", 0),
                Map.of("date", "2026-01-17", "complianceRate", 1.0, "openFindings", 0),
                Map.of("date", "2026-01-21", "complianceRate", 0.5, "openFindings", 2)));
        RateChart chart = RateChart.of(days);
        assertThat(chart.line()).isEqualTo("M0.0 100.00L50.0 100.00M750.0 0.00L800.0 0.00M1000.0 100.00");
        assertThat(chart.dots()).isEqualTo("M1000.0 100.00h.01");
        assertThat(chart.area())
                .isEqualTo("M0.0 100.00L0.0 100.00L50.0 100.00L50.0 100.00Z"
                        + "M750.0 100.00L750.0 0.00L800.0 0.00L800.0 100.00Z"
                        + "M1000.0 100.00L1000.0 100.00L1000.0 100.00Z");
        assertThat(chart.days()).containsExactly("2026-01-01", "2026-01-11", "2026-01-21");
        assertThat(chart.description()).endsWith("; 16 days in between not counted");
        Tiles tiles = Tiles.of(
                PageJson.tree(Map.of("series", days)),
                new NeedsPeople.Waiting().with(PageJson.tree(Map.of()), Optional.empty()));
        assertThat(tiles.all().get(0).spark())
                .isEqualTo("M0.0 0.00L50.0 0.00M750.0 100.00L800.0 100.00M1000.0 0.00M1000.0 0.00h.01");
    }

    @Test
    void a_series_of_one_day_or_of_none_that_can_be_read_is_no_line() {
        RateChart one = RateChart.of(PageJson.tree(List.of(Map.of("date", "2026-01-01", "complianceRate", 1.0))));
        assertThat(one.dots()).isEqualTo("M500.0 0.00h.01");
        assertThat(one.days()).containsExactly("2026-01-01");
        assertThat(RateChart.of(PageJson.tree(List.of(Map.of("date", "soon", "complianceRate", 1.0))))
                        .drawn())
                .isFalse();
    }

    @Test
    void a_day_without_a_rate_breaks_the_line_and_a_lone_day_is_a_dot() {
        JsonNode days = PageJson.tree(List.of(
                Map.of("date", "2026-01-01", "complianceRate", 0.5),
                Map.of("date", "2026-01-02"),
                Map.of("date", "2026-01-03", "complianceRate", 1.0)));
        RateChart chart = RateChart.of(days);
        assertThat(chart.line()).isEqualTo("M0.0 100.00M1000.0 0.00");
        assertThat(chart.dots()).isEqualTo("M0.0 100.00h.01M1000.0 0.00h.01");
        assertThat(chart.table())
                .extracting(RateChart.Day::rate)
                .containsExactly("100.0\u00a0%", "\u2013", "50.0\u00a0%");
    }
}
