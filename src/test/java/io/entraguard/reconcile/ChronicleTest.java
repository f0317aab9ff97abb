package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.Severity;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.model.Tags;
import io.entraguard.model.Tree;
import io.entraguard.policy.Policy;
import io.entraguard.policy.PolicyFile;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a cluster's row keeps for people: its tags, its last decision and its timeline. */
class ChronicleTest {
    private static final Instant NOW = Instant.parse("2026-02-05T09:00:00Z");

    private static Policy.Match match(String policy) {
        return PolicyFile.read("apiVersion: entra-guard/v1\n" + policy)
                .match(Rig.ref(ClusterDocument.plain("c-1")), Tags.NONE);
    }

    private static Chronicle tagged(Map<String, String> own, Map<String, String> inherited, String policy) {
        var chronicle = new Chronicle();
        chronicle.tagged(Tags.of(own), Tags.of(inherited), match(policy));
        return chronicle;
    }

    @Test
    void environment_owner_and_cost_centre_are_read_from_the_tags_that_the_policy_names() {
        Chronicle chronicle = tagged(
                Map.of("ENV", "prod", "environment", "other", "team", " team-a ", "kst", "4711", "owner", "nobody"),
                Map.of(),
                "defaults: {ownerTag: Team, costCenterTag: KST}\n");
        assertThat(chronicle.environment).isEqualTo("prod");
        assertThat(chronicle.owner).isEqualTo("team-a");
        assertThat(chronicle.costCenter).isEqualTo("4711");
    }

    @Test
    void a_tag_that_is_missing_or_blank_puts_a_cluster_in_no_group() {
        Chronicle chronicle = tagged(Map.of("env", "  ", "environment", "dev"), Map.of(), "defaults: {}\n");
        assertThat(chronicle.environment).isEqualTo("dev");
        assertThat(chronicle.owner).isNull();
        assertThat(chronicle.costCenter).isNull();
    }

    @Test
    void inherited_tags_count_where_the_rule_looks_at_them() {
        Map<String, String> own = Map.of("env", "dev");
        Map<String, String> inherited = Map.of("env", "prod", "owner", "team-b");
        assertThat(tagged(own, inherited, "defaults: {}\n").owner).isNull();
        Chronicle inheriting = tagged(own, inherited, "defaults: {inheritTags: true}\n");
        assertThat(inheriting.owner).isEqualTo("team-b");
        assertThat(inheriting.environment).isEqualTo("dev");
    }

    @Test
    void a_tags_value_hides_nothing_and_has_an_end() {
        Chronicle chronicle =
                tagged(Map.of("owner", "a\u202eb\u0000\nc" + "x".repeat(1_000)), Map.of(), "defaults: {}\n");
        assertThat(chronicle.owner).startsWith("a[U+202E]b[U+0000] c").hasSize(256);
    }

    @Test
    void a_timeline_keeps_the_last_forty_lines_each_cut() {
        var chronicle = new Chronicle();
        for (int i = 0; i < 50; i++) {
            chronicle.recorded(
                    new Alert("kind-" + i, Severity.HIGH, "\u202e" + "x".repeat(5_000), Optional.empty()), null, NOW);
        }
        assertThat(chronicle.history).hasSize(40);
        assertThat(chronicle.history.get(0).text())
                .startsWith("kind-10: [U+202E]xxx")
                .hasSize(240);
    }

    @Test
    void the_longest_row_is_far_below_what_a_row_may_hold() {
        var store = new LabMemoryStore(new Failing());
        var memory = new ClusterMemory(Rig.ref(ClusterDocument.plain("c-1")), NOW);
        var by = new Actor("o".repeat(36), Optional.of("u".repeat(100)), false, true, Optional.of("1.2.3.4"));
        for (int i = 0; i < 60; i++) {
            memory.chronicle.heard(new Sighting(Act.WRITE, "e" + i, NOW, by, Optional.empty()), NOW);
            memory.chronicle.recorded(
                    new Alert("kind", Severity.HIGH, "\u20ac".repeat(5_000), Optional.empty()), null, NOW);
        }
        new ClusterRows(store, () -> "").insert(memory);
        assertThat(store.all(MemoryStore.CLUSTERS).get(0).text()).hasSizeLessThan(50_000);
    }

    @Test
    void a_row_from_before_there_was_a_chronicle_is_read_and_shows_none() {
        var store = new LabMemoryStore(new Failing());
        store.save(
                MemoryStore.CLUSTERS,
                Rig.ref(ClusterDocument.plain("c-1")).key(),
                "{\"version\":1,\"id\":\""
                        + Rig.ref(ClusterDocument.plain("c-1")).id()
                        + "\",\"region\":\"\",\"firstSeen\":\"2026-01-05T09:00:00Z\",\"status\":\"NONCOMPLIANT\","
                        + "\"credentialsKnownSince\":\"2026-01-05T09:00:00Z\"}",
                Optional.empty());
        Map<String, Object> page = ClusterPage.of(store, Rig.ref(ClusterDocument.plain("C-1")), NOW)
                .orElseThrow();
        assertThat(page)
                .containsEntry("status", "noncompliant")
                .containsEntry("owner", null)
                .containsEntry("step", null)
                .containsEntry("timeline", List.of());
    }

    @Test
    void a_row_that_listed_its_remediations_is_read_as_one_that_counts_them_and_keeps_a_month() {
        var store = new LabMemoryStore(new Failing());
        var rows = new ClusterRows(store, () -> "");
        var memory = new ClusterMemory(Rig.ref(ClusterDocument.plain("c-1")), NOW);
        memory.chronicle.remedied(NOW, Outcome.PROVEN);
        rows.insert(memory);
        MemoryStore.Row row = store.all(MemoryStore.CLUSTERS).get(0);
        String counted = "\"ended\":{\"2026-02-05\":{\"PROVEN\":1}}";
        assertThat(row.text()).contains(counted).doesNotContain("remedied");
        String listed = "\"remedied\":[{\"at\":\"2026-02-04T23:59:59Z\",\"outcome\":\"FAILED\"},"
                + "{\"at\":\"2026-02-05T00:00:00Z\",\"outcome\":\"FAILED\"},"
                + "{\"at\":\"2026-02-05T01:00:00.5Z\",\"outcome\":\"FAILED\"}]";
        store.save(MemoryStore.CLUSTERS, row.name(), row.text().replace(counted, listed), Optional.of(row.etag()));

        Chronicle read = rows.peek(memory.ref()).orElseThrow().chronicle;
        assertThat(read.ended)
                .isEqualTo(Map.of(
                        LocalDate.parse("2026-02-04"), Map.of(Outcome.FAILED, 1),
                        LocalDate.parse("2026-02-05"), Map.of(Outcome.FAILED, 2)));
        read.remedied(Instant.parse("2026-03-07T00:00:00Z"), Outcome.REFUSED);
        assertThat(read.ended.keySet()).containsExactly(LocalDate.parse("2026-02-05"), LocalDate.parse("2026-03-07"));
    }

    @Test
    void what_becomes_of_a_cluster_can_be_read_from_its_timeline() {
        try (var rig = new Rig(ClusterDocument.plain("c-1").tag("env", "dev"))) {
            rig.clock.advanceTo(rig.clock.instant().plus(Duration.ofDays(10)));
            var cluster = Rig.ref(ClusterDocument.plain("c-1"));
            rig.reconciler.handle(Rig.news(cluster));
            rig.clock.advanceTo(rig.clock.instant().plus(Duration.ofMinutes(10)));
            rig.world.runDue();
            rig.reconciler.handle(Rig.news(cluster));

            Map<String, Object> page =
                    ClusterPage.of(rig.memory, cluster, rig.clock.instant()).orElseThrow();
            assertThat(page)
                    .containsEntry("status", "compliant")
                    .containsEntry("environment", "dev")
                    .containsEntry("owner", "team-a")
                    .containsEntry("rule", "defaults")
                    .containsEntry("mode", "auto")
                    .containsEntry("step", "none")
                    .containsEntry("reasons", List.of("compliant"));
            List<String> kinds = Objects.requireNonNull((List<?>) page.get("timeline")).stream()
                    .map(line -> String.valueOf(Tree.object(line).orElseThrow().get("kind")))
                    .toList();
            assertThat(kinds).containsSubsequence("verdict", "decision", "write", "proof", "verdict", "decision");
            assertThat(Kpis.of(rig.memory, rig.clock.instant()).get("remediations"))
                    .isEqualTo(Map.of("proven", 1, "refused", 0, "failed", 0, "notApplied", 0));
        }
    }
}
