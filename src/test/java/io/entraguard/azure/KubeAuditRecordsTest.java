package io.entraguard.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.azure.KubeAuditRecords.Batch;
import io.entraguard.model.Actor;
import io.entraguard.model.CertificateUse;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting.Act;
import io.entraguard.reconcile.Trigger;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeAuditRecordsTest {
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
    private static final String AGENT = "kubectl/v1.33.1 (linux/amd64) kubernetes/8adc0f0";

    private static Batch read(String... messages) {
        return KubeAuditRecords.read(List.of(messages), NOW);
    }

    private static ReconcileRequest only(String... messages) {
        Batch batch = read(messages);
        assertThat(batch.uses()).hasSize(1);
        return batch.uses().get(0);
    }

    private static CertificateUse use(String... messages) {
        return only(messages).used().orElseThrow();
    }

    private static String skipped(String message) {
        Batch batch = read(message);
        assertThat(batch.uses()).isEmpty();
        assertThat(batch.skipped()).hasSize(1).containsValue(1);
        return batch.skipped().keySet().iterator().next();
    }

    @Test
    void a_use_of_the_admin_certificate_says_who_what_when_and_from_where() {
        ReconcileRequest request = only(SampleAudit.batch(SampleAudit.byAdmin()));

        assertThat(request.cluster()).isEqualTo(ClusterRef.of(SampleAudit.CLUSTER));
        assertThat(request.cluster().id()).as("not in capitals").isEqualTo(SampleAudit.CLUSTER);
        assertThat(request.why()).isEqualTo(Trigger.CREDENTIAL);
        assertThat(request.seen()).hasValueSatisfying(seen -> {
            assertThat(seen.act()).isEqualTo(Act.CERTIFICATE_USED);
            assertThat(seen.at()).isEqualTo(Instant.parse("2026-01-05T08:41:07.134512Z"));
            assertThat(seen.by())
                    .isEqualTo(new Actor(
                            Actor.UNKNOWN, Optional.of("masterclient"), false, false, Optional.of("203.0.113.7")));
        });
        assertThat(request.used()).contains(new CertificateUse(AGENT, "203.0.113.7", "list", "pods default", 1));
    }

    @Test
    void records_come_in_batches_in_arrays_one_after_the_other_and_alone() {
        String record = SampleAudit.byAdmin().text();
        for (String message : new String[] {
            record,
            " \n" + record + "\r\n",
            "[" + record + "]",
            "{\"records\":[" + record + "]}",
            "{\"x\":[{\"a\":1}],\"records\" : [ 7, null, " + record + " ],\"y\":{\"z\":{}}}",
            SampleAudit.by("alice").text() + "\n" + record + "\n"
        }) {
            assertThat(read(message).uses()).as(message).hasSize(1);
        }
    }

    @Test
    void the_event_may_be_an_object_as_well() {
        var sample = SampleAudit.byAdmin();
        assertThat(use(sample.log(sample.tree()).text()).verb()).isEqualTo("list");
    }

    @Test
    void both_categories_of_the_audit_log_count_and_no_other() {
        assertThat(read(SampleAudit.byAdmin()
                                .record("category", "KUBE-AUDIT-ADMIN")
                                .text())
                        .uses())
                .hasSize(1);
        assertThat(skipped(SampleAudit.byAdmin()
                        .record("category", "kube-apiserver")
                        .text()))
                .isEqualTo("category");
        assertThat(skipped(SampleAudit.byAdmin().withoutRecord("category").text()))
                .isEqualTo("category");
        assertThat(skipped(SampleAudit.byAdmin()
                        .record("category", "guard")
                        .log("I0105 08:41:07 handler.go:143] masterclient")
                        .text()))
                .isEqualTo("category");
    }

    @Test
    void other_users_are_of_no_interest_wherever_the_name_stands() {
        for (SampleAudit other : new SampleAudit[] {
            SampleAudit.by("alice@example.com", "system:authenticated"),
            SampleAudit.by("system:serviceaccount:masterclient:masterclient", "system:masters"),
            SampleAudit.by("MasterClient", "system:masters"),
            SampleAudit.by("alice", "masterclient"),
            SampleAudit.by("alice").event("userAgent", "masterclient"),
            SampleAudit.by("alice").event("userAgent", "\"},\"user\":{\"username\":\"masterclient\"}"),
            SampleAudit.by("alice").event("requestURI", "/api/v1/namespaces/masterclient"),
            SampleAudit.by("alice").event("impersonatedUser", Map.of("username", "masterclient")),
            SampleAudit.by("alice").event("requestObject", Map.of("user", Map.of("username", "masterclient"))),
            SampleAudit.by("alice").event("user", "masterclient"),
            SampleAudit.by("alice").event("user", List.of(Map.of("username", "masterclient")))
        }) {
            assertThat(skipped(SampleAudit.batch(other))).as(other.log()).isEqualTo("other-user");
        }
    }

    @Test
    void a_certificate_signed_for_the_same_name_lacks_the_group() {
        assertThat(skipped(
                        SampleAudit.by("masterclient", "system:authenticated").text()))
                .isEqualTo("other-user");
        assertThat(read(SampleAudit.by("x")
                                .event("user", Map.of("username", "masterclient"))
                                .text())
                        .uses())
                .as("a record that shows no groups")
                .hasSize(1);
    }

    @Test
    void uses_are_one_for_each_cluster_user_agent_and_hour() {
        String other = SampleAudit.CLUSTER + "-2";
        Batch batch = read(
                SampleAudit.batch(
                        SampleAudit.byAdmin().event("auditID", "1"),
                        SampleAudit.byAdmin().event("auditID", "2").event("stageTimestamp", "2026-01-05T08:59:59.9Z"),
                        SampleAudit.byAdmin().event("auditID", "3").event("stageTimestamp", "2026-01-05T07:59:59Z"),
                        SampleAudit.byAdmin().event("auditID", "4").event("userAgent", "helm/3.17")),
                SampleAudit.byAdmin()
                        .event("auditID", "5")
                        .record("resourceId", other)
                        .text(),
                SampleAudit.byAdmin().event("auditID", "6").text());

        assertThat(batch.uses())
                .extracting(use -> use.used().orElseThrow().count())
                .containsExactly(3, 1, 1, 1);
        assertThat(batch.uses().get(0).seen().orElseThrow().at())
                .as("the last of them")
                .isEqualTo(Instant.parse("2026-01-05T08:59:59.9Z"));
        assertThat(batch.uses())
                .extracting(use -> use.seen().orElseThrow().eventId())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("kube-audit-[0-9a-f]{32}"));
    }

    @Test
    void the_same_hour_has_the_same_name_whatever_batch_it_comes_in() {
        String first = only(SampleAudit.byAdmin().text()).seen().orElseThrow().eventId();
        ReconcileRequest later = KubeAuditRecords.read(
                        List.of(SampleAudit.byAdmin()
                                .record("resourceId", SampleAudit.CLUSTER)
                                .event("verb", "delete")
                                .event("sourceIPs", List.of("198.51.100.1"))
                                .event("stageTimestamp", "2026-01-05T08:00:00Z")
                                .text()),
                        NOW.plusSeconds(100_000))
                .uses()
                .get(0);
        assertThat(later.seen().orElseThrow().eventId()).isEqualTo(first);
    }

    @Test
    void the_stages_of_a_request_are_one_use_and_so_are_both_categories() {
        assertThat(use(SampleAudit.batch(
                                SampleAudit.byAdmin().event("stage", "RequestReceived"),
                                SampleAudit.byAdmin().event("stage", "ResponseComplete"),
                                SampleAudit.byAdmin().record("category", "kube-audit-admin")))
                        .count())
                .isEqualTo(1);
        assertThat(use(SampleAudit.batch(
                                SampleAudit.byAdmin().withoutEvent("auditID"),
                                SampleAudit.byAdmin().withoutEvent("auditID")))
                        .count())
                .isEqualTo(2);
    }

    @Test
    void what_changes_something_or_reaches_into_a_pod_is_told_before_what_only_looks() {
        SampleAudit exec = SampleAudit.byAdmin()
                .event("verb", "get")
                .event(
                        "objectRef",
                        Map.of("resource", "pods", "subresource", "exec", "namespace", "shop", "name", "web-0"));
        CertificateUse use = use(SampleAudit.batch(SampleAudit.byAdmin(), exec, SampleAudit.byAdmin()));
        assertThat(use.verb() + " " + use.object()).isEqualTo("get pods/exec shop/web-0");

        assertThat(use(SampleAudit.batch(
                                SampleAudit.byAdmin(),
                                SampleAudit.byAdmin().event("verb", "delete"),
                                SampleAudit.byAdmin().event("verb", "create")))
                        .verb())
                .isEqualTo("delete");
    }

    @Test
    void what_has_no_object_is_told_by_its_path_without_the_query() {
        assertThat(use(SampleAudit.byAdmin()
                                .withoutEvent("objectRef")
                                .event("requestURI", "/version?token=SECRET-1")
                                .text())
                        .object())
                .isEqualTo("/version");
        assertThat(use(SampleAudit.byAdmin()
                                .event("objectRef", Map.of("resource", "nodes", "name", "n-1"))
                                .text())
                        .object())
                .isEqualTo("nodes n-1");
    }

    @Test
    void the_address_that_counts_is_the_last_one_which_no_client_can_make_up() {
        ReconcileRequest request = only(SampleAudit.byAdmin()
                .event("sourceIPs", List.of("10.0.0.1", "<script>", "2001:db8::1", "198.51.100.9"))
                .text());
        assertThat(request.seen().orElseThrow().by().ip()).contains("198.51.100.9");
        assertThat(request.used().orElseThrow().source())
                .isEqualTo("198.51.100.9 (forwarding for 10.0.0.1, 2001:db8::1)");
        assertThat(use(SampleAudit.byAdmin().withoutEvent("sourceIPs").text()).source())
                .isEqualTo("an unknown address");
    }

    @Test
    void a_time_that_is_no_time_or_still_to_come_is_now() {
        for (String time :
                new String[] {"9999-12-31T23:59:59Z", "+999999999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"}) {
            assertThat(only(SampleAudit.byAdmin().event("stageTimestamp", time).text())
                            .seen()
                            .orElseThrow()
                            .at())
                    .as(time)
                    .isEqualTo(NOW);
        }
        SampleAudit odd = SampleAudit.byAdmin().event("stageTimestamp", "soon").event("requestReceivedTimestamp", 7);
        assertThat(only(odd.text()).seen().orElseThrow().at()).isEqualTo(Instant.parse("2026-01-05T08:41:08Z"));
        assertThat(only(odd.withoutRecord("time").text()).seen().orElseThrow().at())
                .isEqualTo(NOW);
    }

    @Test
    void a_client_that_calls_itself_something_else_every_time_is_a_few_uses_and_not_thousands() {
        var records = new SampleAudit[1000];
        Arrays.setAll(
                records, i -> SampleAudit.byAdmin().event("auditID", "id-" + i).event("userAgent", "evil/" + i));
        Batch batch = read(SampleAudit.batch(records));
        assertThat(batch.uses()).hasSize(KubeAuditUses.MOST_AGENTS + 1);
        assertThat(batch.uses().get(KubeAuditUses.MOST_AGENTS).used().orElseThrow())
                .satisfies(use -> assertThat(use.userAgent()).isEqualTo("other user agents"))
                .satisfies(use -> assertThat(use.count()).isEqualTo(1000 - KubeAuditUses.MOST_AGENTS));
    }

    @Test
    void words_of_strangers_are_cut_and_made_harmless() {
        CertificateUse use = use(SampleAudit.byAdmin()
                .event("userAgent", "a\u0000\n\u202e" + "x".repeat(100_000))
                .event("verb", "\u0007")
                .event("objectRef", Map.of("resource", "r".repeat(100_000)))
                .text());
        assertThat(use.userAgent()).hasSizeLessThanOrEqualTo(256).startsWith("ax");
        assertThat(use.verb()).isEqualTo("unknown");
        assertThat(use.object()).hasSizeLessThanOrEqualTo(256);
        assertThat(use(SampleAudit.byAdmin().withoutEvent("userAgent").text()).userAgent())
                .isEqualTo("no user agent");
    }

    @Test
    void a_resource_that_is_no_cluster_is_skipped() {
        for (Object id :
                new Object[] {"", "masterclient", "/SUBSCRIPTIONS/X", 7, Map.of(), SampleAudit.CLUSTER + "/x"}) {
            assertThat(skipped(SampleAudit.byAdmin().record("resourceId", id).text()))
                    .as("%s", id)
                    .isEqualTo("not-a-cluster");
        }
    }

    @Test
    void what_cannot_be_read_is_counted_by_what_is_wrong_with_it() {
        String log = SampleAudit.byAdmin().log();
        assertThat(skipped(SampleAudit.byAdmin()
                        .log(log.substring(0, log.length() - 30))
                        .text()))
                .isEqualTo("cut");
        assertThat(skipped(SampleAudit.byAdmin().log("klog says masterclient").text()))
                .isEqualTo("not-json");
        assertThat(skipped(SampleAudit.byAdmin().log(log + " {}").text())).isEqualTo("not-json");
        assertThat(skipped(
                        SampleAudit.byAdmin().log(7).record("x", "masterclient").text()))
                .isEqualTo("no-log");
        assertThat(skipped(SampleAudit.byAdmin()
                        .log("{\"masterclient\":" + "[".repeat(5000) + "]".repeat(5000) + "}")
                        .text()))
                .isEqualTo("too-deep");
        assertThat(skipped(SampleAudit.byAdmin()
                        .event("requestObject", "x".repeat(KubeAuditRecord.TOO_LARGE))
                        .text()))
                .isEqualTo("too-large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "x",
                "null",
                "\"",
                "I0105 08:41:07 httplog.go:132] GET /healthz",
                "{\"records\":[{\"time\":"
            })
    void a_message_that_is_no_json_is_counted_even_where_nobody_would_parse_it(String message) {
        assertThat(skipped(message)).isEqualTo("not-json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"masterclient", "{}[]}masterclient{", "\"masterclient", "{\"masterclient\\", "[[[masterclient"})
    void brackets_and_quotes_that_do_not_match_up_are_no_matter(String message) {
        Batch batch = read(message, SampleAudit.byAdmin().text());
        assertThat(batch.uses()).as("the rest of the batch").hasSize(1);
    }

    @Test
    void a_message_that_is_cut_gives_up_what_is_whole() {
        String whole = SampleAudit.batch(SampleAudit.byAdmin(), SampleAudit.byAdmin());
        Batch batch = read(whole.substring(0, whole.length() - 100));
        assertThat(batch.uses()).hasSize(1);
        assertThat(batch.skipped()).isEqualTo(Map.of("cut", 1));
    }

    @Test
    void what_is_wrong_with_one_record_is_no_matter_to_the_next() {
        Batch batch = read(SampleAudit.batch(
                SampleAudit.byAdmin().log("masterclient"),
                SampleAudit.by("alice"),
                SampleAudit.byAdmin().record("category", "guard"),
                SampleAudit.byAdmin().record("resourceId", "x"),
                SampleAudit.byAdmin()));
        assertThat(batch.uses()).hasSize(1);
        assertThat(batch.skipped())
                .isEqualTo(Map.of("not-json", 1, "other-user", 1, "category", 1, "not-a-cluster", 1));
    }

    @Test
    void nothing_is_thrown_whatever_is_cut_out_doubled_or_changed_seed_4711() {
        var random = new Random(4711);
        String text = SampleAudit.batch(SampleAudit.byAdmin(), SampleAudit.by("alice"), SampleAudit.byAdmin());
        var messages = new ArrayList<String>();
        for (int i = 0; i < 20_000; i++) {
            int from = random.nextInt(text.length());
            int to = Math.min(text.length(), from + random.nextInt(20));
            String middle = random.nextBoolean() ? "" : "{}[]\",:\\7x\u0000\ud83d".substring(random.nextInt(12));
            messages.add(text.substring(0, from) + middle + text.substring(random.nextBoolean() ? from : to));
        }
        Batch batch = KubeAuditRecords.read(messages, NOW);
        assertThat(batch.uses()).isNotEmpty();
        assertThat(batch.skipped()).containsKeys("not-json", "cut").doesNotContainKey("unreadable");
    }
}
