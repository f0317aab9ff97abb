package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.model.Actor;
import io.entraguard.model.CertificateUse;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.model.TagScope;
import io.entraguard.model.TraceParent;
import io.entraguard.reconcile.WorkItem.Drain;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItem.Rejected;
import io.entraguard.reconcile.WorkItem.ScopeChanged;
import io.entraguard.reconcile.WorkItemJson.Unreadable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkItemJsonTest {
    private static final String ID = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg"
            + "/providers/Microsoft.ContainerService/managedClusters/c1";
    private static final ClusterRef CLUSTER = ClusterRef.of(ID);
    private static final Actor ALICE = new Actor("oid-a", Optional.of("alice@x"), false, true, Optional.of("10.0.0.1"));
    private static final Instant AT = Instant.parse("2026-01-05T09:00:00.123Z");

    @ParameterizedTest
    @EnumSource(Sighting.Act.class)
    void a_request_comes_back_as_it_was_sent(Sighting.Act act) {
        var seen = new Sighting(act, "e1", AT, ALICE, Optional.of("corr"));
        for (Trigger why : Trigger.values()) {
            var request = new ReconcileRequest(CLUSTER, why, Optional.of(seen), Optional.of("t1"), 3);
            assertThat(WorkItemJson.read(WorkItemJson.write(request))).isEqualTo(request);
        }
    }

    @Test
    void a_message_says_where_it_was_sent_from() {
        var cause = new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var request = ReconcileRequest.news(CLUSTER, Trigger.SWEEP, Optional.empty());
        String message = WorkItemJson.write(request, Optional.of(cause));
        assertThat(WorkItemJson.message(message)).isEqualTo(new WorkItemJson.Message(request, Optional.of(cause)));
        assertThat(WorkItemJson.read(message)).isEqualTo(request);
        assertThat(WorkItemJson.message(WorkItemJson.write(request)).cause()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "{}", "[]", "\"\"", "\"00-planted\"", "\"x\\r\\ny\""})
    void a_message_from_a_place_that_is_none_still_asks_for_what_it_asks(String cause) {
        var request = ReconcileRequest.news(CLUSTER, Trigger.SWEEP, Optional.empty());
        String message = WorkItemJson.write(request).replace("{\"v\":1", "{\"traceparent\":" + cause + ",\"v\":1");
        assertThat(WorkItemJson.message(message)).isEqualTo(new WorkItemJson.Message(request, Optional.empty()));
    }

    @Test
    void what_is_absent_stays_absent() {
        var actor = new Actor(Actor.UNKNOWN, Optional.empty(), true, false, Optional.empty());
        var seen = new Sighting(Sighting.Act.WRITE, "e1", AT, actor, Optional.empty());
        var request = ReconcileRequest.news(CLUSTER, Trigger.EVENT, Optional.of(seen));
        assertThat(WorkItemJson.read(WorkItemJson.write(request))).isEqualTo(request);
        assertThat(WorkItemJson.write(ReconcileRequest.news(CLUSTER, Trigger.SWEEP, Optional.empty())))
                .isEqualTo("{\"v\":1,\"cluster\":\"" + ID + "\",\"why\":\"sweep\",\"attempt\":0}");
    }

    @Test
    void news_of_a_used_certificate_comes_back_as_it_was_sent() {
        var seen = new Sighting(Sighting.Act.CERTIFICATE_USED, "e1", AT, ALICE, Optional.empty());
        var used = ReconcileRequest.used(
                CLUSTER, seen, new CertificateUse("kubectl/v1.33", "10.0.0.1", "get", "pods a/b", 7));
        for (ReconcileRequest request : new ReconcileRequest[] {used, used.again()}) {
            assertThat(WorkItemJson.read(WorkItemJson.write(request))).isEqualTo(request);
        }
        assertThat(WorkItemJson.write(used))
                .contains("\"used\":{\"agent\":\"kubectl/v1.33\",\"source\":\"10.0.0.1\",\"verb\":\"get\","
                        + "\"object\":\"pods a/b\",\"count\":7}");
    }

    @Test
    void a_rejected_event_comes_back_as_it_was_sent() {
        var rejected = new Rejected("not-json", Map.of("id", "e-1", "subject", "/subscriptions/x"));
        assertThat(WorkItemJson.read(WorkItemJson.write(rejected))).isEqualTo(rejected);
    }

    @Test
    void a_drain_comes_back_as_it_was_sent() {
        for (Drain drain : new Drain[] {
            Drain.news("guard"), new Drain("0123456789abcdef0123456789abcdef", Optional.of("event-hub"), 7)
        }) {
            assertThat(WorkItemJson.read(WorkItemJson.write(drain))).isEqualTo(drain);
        }
        assertThat(WorkItemJson.write(Drain.news("guard"))).isEqualTo("{\"v\":1,\"drain\":\"guard\",\"attempt\":0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../guard", "guard/2026-01.jsonl", "0123456789ABCDEF0123456789ABCDEF", "all"})
    void a_drain_of_what_is_no_chain_is_no_work_item(String chain) {
        String message = "{\"v\":1,\"drain\":\"" + chain + "\",\"attempt\":0}";
        assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> WorkItemJson.read(message));
    }

    @Test
    void news_of_a_scope_comes_back_as_it_was_sent() {
        var seen = new Sighting(Sighting.Act.TAGS, "e1", AT, ALICE, Optional.of("corr"));
        for (String id : new String[] {"/subscriptions/s-1", "/subscriptions/s-1/resourceGroups/rg_(1).a"}) {
            TagScope scope = TagScope.parse(id).orElseThrow();
            for (ScopeChanged changed : new ScopeChanged[] {
                ScopeChanged.news(scope, Optional.of(seen)),
                ScopeChanged.news(scope, Optional.empty()).again()
            }) {
                assertThat(WorkItemJson.read(WorkItemJson.write(changed))).isEqualTo(changed);
            }
        }
        assertThat(WorkItemJson.write(
                        ScopeChanged.news(TagScope.parse("/subscriptions/s-1").orElseThrow(), Optional.empty())))
                .isEqualTo("{\"v\":1,\"scope\":\"/subscriptions/s-1\",\"attempt\":0}");
    }

    @Test
    void properties_that_are_not_known_are_skipped() {
        String message = "{\"v\":1,\"new\":{\"a\":[1,{}]},\"cluster\":\"" + ID + "\",\"why\":\"event\",\"attempt\":2}";
        assertThat(WorkItemJson.read(message))
                .isEqualTo(new ReconcileRequest(CLUSTER, Trigger.EVENT, Optional.empty(), Optional.empty(), 2));
    }

    @Test
    void the_fattest_request_fits_the_queue() {
        String fat = "\u20ac\"\u0001".repeat(100_000);
        var actor = new Actor(fat, Optional.of(fat), false, false, Optional.of(fat));
        var seen = new Sighting(Sighting.Act.WRITE, fat, Instant.MAX, actor, Optional.of(fat));
        var request = new ReconcileRequest(CLUSTER, Trigger.EVENT, Optional.of(seen), Optional.of(fat), 1);
        assertFits(request);
        assertFits(ReconcileRequest.used(CLUSTER, seen, new CertificateUse(fat, fat, fat, fat, Integer.MAX_VALUE)));
        var ids = new HashMap<String, String>();
        for (int i = 0; i < 100; i++) {
            ids.put(i + fat, fat);
        }
        assertFits(new Rejected(fat, ids));
    }

    private static void assertFits(WorkItem item) {
        String message = WorkItemJson.write(item);
        assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(48 * 1024);
        assertThat(message).doesNotContain("\\u0001");
        assertThat(WorkItemJson.write(WorkItemJson.read(message))).isEqualTo(message);
    }

    @Test
    void a_string_is_never_cut_inside_a_character() {
        var ids = Map.of("id", "x".repeat(1023) + "\ud83d\ude00");
        var read = (Rejected) WorkItemJson.read(WorkItemJson.write(new Rejected("r", ids)));
        assertThat(read.ids().get("id")).isEqualTo("x".repeat(1023));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "7",
                "[]",
                "\"x\"",
                "{",
                "{}",
                "nonsense",
                "{\"v\":2,\"cluster\":\"" + ID + "\",\"why\":\"event\",\"attempt\":0}",
                "{\"v\":\"1\",\"cluster\":\"" + ID + "\",\"why\":\"event\",\"attempt\":0}",
                "{\"v\":1,\"why\":\"event\",\"attempt\":0}",
                "{\"v\":1,\"cluster\":\"/subscriptions/x\",\"why\":\"event\",\"attempt\":0}",
                "{\"v\":1,\"cluster\":7,\"why\":\"event\",\"attempt\":0}",
                "{\"v\":1,\"cluster\":\"" + ID + "\",\"why\":\"EVENT\",\"attempt\":0}",
                "{\"v\":1,\"cluster\":\"" + ID + "\",\"why\":\"event\",\"attempt\":-1}",
                "{\"v\":1,\"cluster\":\"" + ID + "\",\"why\":\"event\",\"attempt\":99999999999}",
                "{\"v\":1,\"cluster\":\"" + ID + "\",\"why\":\"event\"}",
                "{\"v\":1,\"cluster\":\"" + ID + "\",\"why\":\"event\",\"attempt\":0,\"token\":7}",
                "{\"v\":1,\"cluster\":\"" + ID + "\",\"why\":\"event\",\"attempt\":0,\"seen\":[]}",
                "{\"v\":1,\"cluster\":\"" + ID + "\",\"why\":\"event\",\"attempt\":0,\"seen\":{\"act\":\"write\"}}",
                "{\"v\":1,\"cluster\":\"" + ID + "\",\"why\":\"event\",\"attempt\":0} {}",
                "{\"v\":1,\"cluster\":\"" + ID + "\",\"why\":\"event\",\"attempt\":0,\"used\":7}",
                "{\"v\":1,\"cluster\":\"" + ID + "\",\"why\":\"event\",\"attempt\":0,\"used\":{\"agent\":\"a\"}}",
                "{\"v\":1,\"scope\":\"/subscriptions/s/x\",\"attempt\":0}",
                "{\"v\":1,\"scope\":7,\"attempt\":0}",
                "{\"v\":1,\"scope\":\"/subscriptions/s\"}",
                "{\"v\":1,\"scope\":\"/subscriptions/s\",\"attempt\":0,\"seen\":7}",
                "{\"v\":1,\"rejected\":\"r\"}",
                "{\"v\":1,\"rejected\":\"r\",\"ids\":{\"a\":1}}"
            })
    void a_message_that_is_no_work_item_is_recognised(String message) {
        assertThatExceptionOfType(WorkItemJson.Unreadable.class)
                .isThrownBy(() -> WorkItemJson.read(message))
                .withMessageStartingWith("not a work item: ");
    }

    @Test
    void a_message_that_is_nested_deeply_or_too_long_is_recognised() {
        for (String hostile : new String[] {"[".repeat(20_000), "{\"a\":".repeat(9_000), "x".repeat(49 * 1024)}) {
            assertThatExceptionOfType(WorkItemJson.Unreadable.class).isThrownBy(() -> WorkItemJson.read(hostile));
        }
    }
}
