package io.entraguard.lab.world.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Fault;
import io.entraguard.model.ClusterRef;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
    private static final String PREFIX =
            "/subscriptions/11111111-aaaa-4000-8000-000000000001/resourceGroups/rg/providers/"
                    + "Microsoft.ContainerService/managedClusters/";
    private static final ClusterRef C1 = ClusterRef.of(PREFIX + "c1");
    private static final ClusterRef C2 = ClusterRef.of(PREFIX + "c2");

    /** C1 and C2 in a line stand for the ids of those clusters. */
    private static List<Line> read(String... lines) {
        String text =
                String.join("\n", lines).replace("\"C1\"", "\"" + C1 + "\"").replace("\"C2\"", "\"" + C2 + "\"");
        return Timeline.read(text.getBytes(StandardCharsets.UTF_8), List.of(C1), "strict.yaml"::equals);
    }

    private static Line single(String line) {
        assertThat(read(line)).hasSize(1);
        return read(line).get(0);
    }

    private static String refusal(String... lines) {
        MalformedTimeline refusal = catchThrowableOfType(MalformedTimeline.class, () -> read(lines));
        assertThat(refusal).as("nothing was refused").isNotNull();
        assertThat(refusal.sentence()).doesNotContain("\n");
        return refusal.sentence();
    }

    @Test
    void changes_are_read_with_their_callers() {
        Caller alice = Caller.user("alice");
        assertThat(read(
                        "{\"create\":{\"by\":\"alice\",\"cluster\":{\"id\":\"C2\",\"x\":1}}}",
                        "{\"edit\":{\"cluster\":\"C2\",\"by\":\"alice\",\"merge\":{\"tags\":{\"a\":null}}}}",
                        "{\"listAdminCredential\":{\"cluster\":\"C1\",\"by\":{\"oid\":\"o\",\"app\":true}}}",
                        "{\"listUserCredential\":{\"cluster\":\"C1\",\"by\":{\"oid\":\"o\",\"mfa\":false}}}",
                        "{\"rotateCertificates\":{\"cluster\":\"C1\",\"by\":{\"oid\":\"o\"}}}",
                        "{\"delete\":{\"cluster\":\"C2\",\"by\":\"alice\"}}",
                        "{\"groupTags\":{\"resourceGroup\":\"rg\",\"by\":\"alice\",\"tags\":{\"a\":\"b\"}}}"))
                .extracting(line -> ((Line.Happens) line).change())
                .satisfiesExactly(
                        create -> assertThat(create)
                                .isEqualTo(new Change.Create(C2, alice, Map.of("id", C2.id(), "x", 1))),
                        edit -> assertThat(((Change.Edit) edit).onlyTags()).isTrue(),
                        admin -> assertThat(admin)
                                .isEqualTo(new Change.Act(C1, Caller.app("o"), Change.Action.LIST_ADMIN_CREDENTIAL)),
                        user -> assertThat(user)
                                .isEqualTo(new Change.Act(
                                        C1, new Caller("o", false, false), Change.Action.LIST_USER_CREDENTIAL)),
                        rotate -> assertThat(rotate)
                                .isEqualTo(new Change.Act(C1, Caller.user("o"), Change.Action.ROTATE_CERTIFICATES)),
                        delete -> assertThat(delete).isEqualTo(new Change.Delete(C2, alice)),
                        tags -> assertThat(tags).isEqualTo(new Change.GroupTags("rg", alice, Map.of("a", "b"))));
    }

    @Test
    void the_guards_own_id_is_the_guard() {
        Line line = single("{\"delete\":{\"cluster\":\"C1\",\"by\":\"" + Caller.GUARD.oid() + "\"}}");
        assertThat(((Line.Happens) line).change().by()).isEqualTo(Caller.GUARD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"silent\":{\"create\":{\"by\":\"o\",\"cluster\":{\"id\":\"C2\"}}}}",
                "{\"silent\":{\"edit\":{\"cluster\":\"C1\",\"by\":\"o\",\"merge\":{}}}}",
                "{\"silent\":{\"delete\":{\"cluster\":\"C1\",\"by\":\"o\"}}}",
                "{\"silent\":{\"listAdminCredential\":{\"cluster\":\"C1\",\"by\":\"o\"}}}"
            })
    void four_changes_may_be_silent(String line) {
        assertThat(single(line))
                .isInstanceOfSatisfying(
                        Line.Happens.class,
                        happens -> assertThat(happens.eventLost()).isTrue());
    }

    @Test
    void faults_are_read_with_their_defaults() {
        assertThat(single("{\"fault\":{\"kind\":\"status\",\"status\":429,\"retryAfter\":30,\"method\":\"PUT\","
                        + "\"path\":\"c1\",\"times\":2,\"message\":\"slow down\"}}"))
                .isEqualTo(new Line.Fault(
                        1,
                        new Fault(
                                Fault.Target.ARM,
                                Optional.of("PUT"),
                                Optional.of("c1"),
                                2,
                                new Fault.Answered(
                                        429,
                                        "Throttled",
                                        Optional.of(Duration.ofSeconds(30)),
                                        Optional.of("slow down")))));
        for (String target : List.of("arm", "graph", "activity", "table", "queue", "ticket", "ledger", "sink")) {
            assertThat(single("{\"fault\":{\"target\":\"" + target + "\",\"kind\":\"timeout\"}}"))
                    .isEqualTo(new Line.Fault(
                            1,
                            new Fault(
                                    Fault.Target.of(target).orElseThrow(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    1,
                                    Fault.Unanswered.TIMEOUT)));
        }
        assertThat(single("{\"fault\":{\"kind\":\"reset\"}}"))
                .extracting("fault.failure")
                .isEqualTo(Fault.Unanswered.RESET);
        assertThat(single("{\"fault\":{\"kind\":\"lost-response\"}}"))
                .extracting("fault.failure")
                .isEqualTo(Fault.Unanswered.LOST_RESPONSE);
        assertThat(single("{\"fault\":{\"kind\":\"status\",\"status\":403,\"code\":\"ScopeLocked\"}}"))
                .extracting("fault.failure.code")
                .isEqualTo("ScopeLocked");
    }

    @Test
    void the_other_lines_are_read() {
        assertThat(read(
                        "{\"kubeAudit\":{\"cluster\":\"C2\",\"record\":{\"kind\":\"Event\"}}}",
                        "{\"ticket\":{\"cluster\":\"C2\",\"do\":\"close\",\"by\":\"bob\"}}",
                        "{\"policy\":\"strict.yaml\"}",
                        "{\"duplicate\":3}",
                        "{\"advance\":\"PT10M\"}",
                        "{\"settle\":\"P1D\"}",
                        "{\"sweep\":true}",
                        "{\"restart\":true}"))
                .containsExactly(
                        new Line.KubeAudit(1, C2, Map.of("kind", "Event")),
                        new Line.Ticket(2, C2, Line.Ticket.Deed.CLOSE, "bob"),
                        new Line.Policy(3, "strict.yaml"),
                        new Line.Duplicate(4, 3),
                        new Line.Advance(5, Duration.ofMinutes(10)),
                        new Line.Settle(6, Duration.ofDays(1)),
                        new Line.Sweep(7),
                        new Line.Restart(8));
    }

    @Test
    void blank_lines_and_line_ends_of_windows_are_fine() {
        assertThat(read("", "{\"sweep\":true}\r", "  ", "{\"restart\":true}", ""))
                .containsExactly(new Line.Sweep(2), new Line.Restart(4));
        assertThat(read("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"a\" : 1.0e5,\"a\":2 }",
                "[{\"id\":\"x\"}]",
                "\"no object\"",
                "1",
                "null",
                "\"\\u0000\"",
                "{}"
            })
    void an_event_is_any_json_and_kept_byte_for_byte(String value) {
        assertThat(single(" {\"event\": " + value + " } ")).isEqualTo(new Line.Event(1, value));
    }

    @Test
    void an_event_may_be_large_and_deep() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        assertThat(single("{\"event\":" + deep + "}")).isEqualTo(new Line.Event(1, deep));
        String large = "\"" + "x".repeat(2_000_000) + "\"";
        assertThat(single("{\"event\":" + large + "}")).isEqualTo(new Line.Event(1, large));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense | the line is not JSON",
                "{\"sweep\":true | the line is not JSON",
                "[] | the line is not a JSON object",
                "1 | the line is not a JSON object",
                "{} | the line has 0 keys; exactly one is allowed",
                "{\"sweep\":true,\"restart\":true} | the line has 2 keys; exactly one is allowed",
                "{\"sweep\":true,\"sweep\":true} | the line is not JSON: Duplicate",
                "{\"event\":{},\"sweep\":true} | the line has 2 keys; exactly one is allowed",
                "{\"event\":{} | the line is not JSON",
                "{\"event\":nonsense} | the line is not JSON",
                "{\"explode\":{}} | \"explode\" is not known; allowed are event, create, edit, delete",
                "{\"Sweep\":true} | \"Sweep\" is not known",
                "{\"sweep\":false} | \"sweep\" is false; expected true",
                "{\"restart\":1} | \"restart\" is 1; expected true",
                "{\"advance\":\"10m\"} | \"advance\" is the text \"10m\"; expected an ISO 8601 duration such as \"PT10M\"",
                "{\"advance\":10} | \"advance\" is 10; expected an ISO 8601 duration",
                "{\"settle\":\"-PT1S\"} | \"settle\" is the text \"-PT1S\"; expected",
                "{\"settle\":\"P36500D\"} | at most \"P3660D\"",
                "{\"duplicate\":0} | \"duplicate\" is 0; expected a whole number from 1 to 1000",
                "{\"duplicate\":1.5} | \"duplicate\" is 1.5; expected a whole number",
                "{\"policy\":\"gone.yaml\"} | \"policy\" is the text \"gone.yaml\"; expected the name of a file",
                "{\"policy\":{}} | \"policy\" is an object; expected the name of a file",
                "{\"create\":{\"by\":\"o\"}} | create.cluster is missing; expected an object",
                "{\"create\":{\"by\":\"o\",\"cluster\":{}}} | create.cluster.id is not the ARM id of a managed cluster",
                "{\"create\":{\"cluster\":{\"id\":\"C2\"}}} | create.by is missing; expected an object id",
                "{\"create\":{\"by\":\"o\",\"cluster\":{\"id\":\"C1\"}}} | create names a cluster that exists already",
                "{\"edit\":{\"cluster\":\"C1\",\"by\":\"o\"}} | edit.merge is missing; expected an object",
                "{\"edit\":{\"cluster\":\"C1\",\"by\":\"o\",\"merge\":[]}} | edit.merge is a list; expected an object",
                "{\"edit\":{\"cluster\":\"C1\",\"by\":\"o\",\"merge\":{\"ID\":\"x\"}}} | edit.merge cannot change id",
                "{\"edit\":{\"cluster\":\"C1\",\"by\":\"o\",\"merge\":{},\"mode\":1}} | \"edit\" does not know \"mode\"; allowed are cluster, by, merge",
                "{\"edit\":{\"cluster\":\"c1\",\"by\":\"o\",\"merge\":{}}} | edit.cluster \"c1\" is not the ARM id of a managed cluster",
                "{\"edit\":{\"cluster\":\"C2\",\"by\":\"o\",\"merge\":{}}} | edit names a cluster that does not exist then",
                "{\"delete\":{\"cluster\":\"C2\",\"by\":\"o\"}} | delete names a cluster that does not exist then",
                "{\"delete\":\"C1\"} | expected an object with cluster, by",
                "{\"delete\":{\"cluster\":7,\"by\":\"o\"}} | delete.cluster is 7; expected a text",
                "{\"delete\":{\"cluster\":\"C1\",\"by\":null}} | delete.by is null",
                "{\"delete\":{\"cluster\":\"C1\",\"by\":\" \"}} | delete.by is the text \" \"; expected a text that is not blank",
                "{\"delete\":{\"cluster\":\"C1\",\"by\":{\"app\":true}}} | delete.by.oid is missing",
                "{\"delete\":{\"cluster\":\"C1\",\"by\":{\"oid\":\"o\",\"app\":\"yes\"}}} | delete.by.app is the text \"yes\"; expected true or false",
                "{\"delete\":{\"cluster\":\"C1\",\"by\":{\"oid\":\"o\",\"upn\":\"x\"}}} | \"delete.by\" does not know \"upn\"",
                "{\"listAdminCredential\":{\"cluster\":\"C2\",\"by\":\"o\"}} | does not exist then",
                "{\"silent\":{\"groupTags\":{}}} | \"silent\" takes an object with exactly one of create, edit, delete, listAdminCredential",
                "{\"silent\":{}} | \"silent\" takes an object with exactly one of",
                "{\"silent\":{\"edit\":{\"cluster\":\"C2\",\"by\":\"o\",\"merge\":{}}}} | does not exist then",
                "{\"fault\":{}} | fault.kind is missing; expected status, timeout, reset or lost-response",
                "{\"fault\":{\"kind\":\"explosion\"}} | fault.kind is \"explosion\"; allowed are status, timeout, reset, lost-response",
                "{\"fault\":{\"kind\":\"status\"}} | fault.status is missing; expected the HTTP status",
                "{\"fault\":{\"kind\":\"status\",\"status\":200}} | fault.status is 200; expected a whole number from 400 to 599",
                "{\"fault\":{\"kind\":\"status\",\"status\":\"429\"}} | fault.status is the text \"429\"",
                "{\"fault\":{\"kind\":\"reset\",\"target\":\"moon\"}} | fault.target is \"moon\"; allowed are arm, graph, activity, table, queue, ticket, ledger, sink",
                "{\"fault\":{\"kind\":\"reset\",\"times\":0}} | fault.times is 0; expected a whole number from 1 up",
                "{\"fault\":{\"kind\":\"reset\",\"time\":1}} | \"fault\" does not know \"time\"",
                "{\"fault\":{\"kind\":\"reset\",\"path\":1}} | fault.path is 1; expected a text",
                "{\"kubeAudit\":{\"cluster\":\"C1\",\"record\":\"x\"}} | kubeAudit.record is the text \"x\"; expected an object",
                "{\"kubeAudit\":{\"cluster\":\"x\",\"record\":{}}} | kubeAudit.cluster \"x\" is not the ARM id",
                "{\"ticket\":{\"cluster\":\"C1\",\"do\":\"burn\",\"by\":\"b\"}} | ticket.do is \"burn\"; allowed are close, delete",
                "{\"ticket\":{\"cluster\":\"C1\",\"do\":\"close\"}} | ticket.by is missing",
                "{\"groupTags\":{\"resourceGroup\":\"rg\",\"by\":\"o\"}} | groupTags.tags is missing",
            })
    void what_is_not_understood_is_refused_with_its_line(String line, String problem) {
        assertThat(refusal("", "{\"sweep\":true}", line))
                .startsWith("timeline.jsonl:3: ")
                .contains(problem);
    }

    @Test
    void a_cluster_exists_from_its_creation_to_its_deletion() {
        String create = "{\"create\":{\"by\":\"o\",\"cluster\":{\"id\":\"C2\"}}}";
        String edit = "{\"edit\":{\"cluster\":\"C2\",\"by\":\"o\",\"merge\":{}}}";
        String delete = "{\"silent\":{\"delete\":{\"cluster\":\"C2\",\"by\":\"o\"}}}";
        assertThat(read(create, edit, delete, create, edit)).hasSize(5);
        assertThat(refusal(create, delete, edit)).startsWith("timeline.jsonl:3: ");
        assertThat(refusal(edit, create)).startsWith("timeline.jsonl:1: ");
    }

    @Test
    void one_id_in_two_spellings_is_one_cluster() {
        String upper = C1.id().replace("resourceGroups/rg", "RESOURCEGROUPS/RG");
        assertThat(read("{\"delete\":{\"cluster\":\"" + upper + "\",\"by\":\"o\"}}"))
                .hasSize(1);
    }

    @Test
    void a_refusal_is_one_line_whatever_the_file_holds() {
        assertThat(refusal("{\"a\\nb\\u0007" + "x".repeat(500) + "\":1}"))
                .startsWith("timeline.jsonl:1: \"a?b?xxx")
                .hasSizeLessThan(400);
        assertThatThrownBy(() -> Timeline.read(new byte[] {'{', (byte) 0xff, '}'}, List.of(), name -> false))
                .isInstanceOf(MalformedTimeline.class)
                .hasMessageStartingWith("timeline.jsonl:1: the line is not UTF-8");
    }
}
