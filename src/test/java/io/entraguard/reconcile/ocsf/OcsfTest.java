package io.entraguard.reconcile.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.ApprovalAsked;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.ChainContinued;
import io.entraguard.model.AuditEvent.ChainHead;
import io.entraguard.model.AuditEvent.Decided;
import io.entraguard.model.AuditEvent.EventRejected;
import io.entraguard.model.AuditEvent.FindingChanged;
import io.entraguard.model.AuditEvent.FindingClosed;
import io.entraguard.model.AuditEvent.FindingOpened;
import io.entraguard.model.AuditEvent.Guard;
import io.entraguard.model.AuditEvent.LedgerAnchored;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.AuditEvent.PolicyChanged;
import io.entraguard.model.AuditEvent.PropertyChange;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.model.AuditEvent.RemediationIntended;
import io.entraguard.model.AuditEvent.Request;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.AuditEvent.Subject;
import io.entraguard.model.AuditEvent.TicketMove;
import io.entraguard.model.AuditEvent.TicketMoved;
import io.entraguard.model.AuditEvent.Waiver;
import io.entraguard.model.AuditEvent.WaiverMove;
import io.entraguard.model.AuditEvent.WaiverMoved;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import io.entraguard.model.Sha256;
import io.entraguard.model.Sighting;
import io.entraguard.reconcile.ledger.CanonicalJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OcsfTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final ClusterRef CLUSTER =
            ClusterRef.of("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/RG-Pay"
                    + "/providers/Microsoft.ContainerService/managedClusters/aks-pay-01");
    static final Instant AT = Instant.parse("2026-01-05T09:00:00.123Z");
    private static final Instant BEFORE = Instant.parse("2026-01-04T09:00:00Z");
    private static final Guard GUARD = new Guard(Optional.of("9a9a9a9a-0000-4000-8000-000000000009"));
    static final List<PropertyChange> BOTH_HALVES = List.of(
            new PropertyChange("properties.aadProfile.managed", null, true),
            new PropertyChange("properties.aadProfile.adminGroupObjectIDs", null, List.of("g1", "g2")),
            new PropertyChange("properties.disableLocalAccounts", false, true));

    private final Ocsf ocsf = new Ocsf("0.1.0");

    private static Finding finding(ControlId control) {
        return new Finding(control, Severity.HIGH, "disableLocalAccounts is absent", Remedy.AUTOMATIC);
    }

    static AuditEvent about(Body body) {
        return new AuditEvent(Optional.of(new Subject(CLUSTER, "westeurope")), AT, "n7", "0f".repeat(32), body);
    }

    private static RemediationEnded ended(Outcome outcome, String code) {
        return new RemediationEnded(
                "rem-1", "3f9a2c71b04d", BOTH_HALVES, outcome, code, "why", Optional.of("req-1"), GUARD);
    }

    private static Alert alert(Optional<Sighting> evidence) {
        return new Alert("admin-credential-listed", Severity.CRITICAL, "somebody listed it", evidence);
    }

    static Sighting seen(Sighting.Act act, Actor by) {
        return new Sighting(act, "e-1", BEFORE, by, Optional.of("corr-1"));
    }

    private static Decided decided(String step, Optional<String> would) {
        return new Decided(step, List.of("mode-audit", "guard-mode"), would, BOTH_HALVES, "auto");
    }

    static Stream<Body> everyKindOfBody() {
        var bodies = new ArrayList<Body>();
        for (ControlId control : ControlId.values()) {
            bodies.add(new FindingOpened(finding(control)));
        }
        for (Severity severity : Severity.values()) {
            for (Remedy remedy : Remedy.values()) {
                var finding = new Finding(ControlId.ENTRA_05, severity, "observed", remedy);
                bodies.add(new FindingChanged(finding, BEFORE));
                bodies.add(new FindingClosed(finding, BEFORE, false, "alice"));
                bodies.add(new FindingClosed(finding, BEFORE, true, ""));
            }
        }
        for (TicketMove move : TicketMove.values()) {
            bodies.add(new TicketMoved("key", move, List.of(finding(ControlId.ENTRA_01), finding(ControlId.OWN_02))));
            bodies.add(new TicketMoved("key", move, List.of()));
        }
        for (String step : List.of("none", "record", "ticket", "await-approval", "remediate", "wait", "exempt")) {
            bodies.add(decided(step, Optional.empty()));
            bodies.add(decided("record", Optional.of(step)));
        }
        bodies.add(new Decided("none", List.of(), Optional.empty(), List.of(), "off"));
        bodies.add(new RemediationIntended("rem-1", "3f9a2c71b04d", BOTH_HALVES, "mode auto of rule sandbox", GUARD));
        bodies.add(new RemediationIntended(
                "rem-1", "3f9a2c71b04d", List.of(), "an approval", new Guard(Optional.empty())));
        for (Outcome outcome : Outcome.values()) {
            bodies.add(ended(outcome, "200"));
            bodies.add(ended(outcome, "RequestDisallowedByPolicy"));
        }
        var app = new Actor("oid-app", Optional.empty(), true, false, Optional.of("not an address"));
        var user = new Actor("oid-a", Optional.of("alice@contoso.com"), false, true, Optional.of("2001:db8::7"));
        for (Sighting.Act act : Sighting.Act.values()) {
            bodies.add(alert(Optional.of(seen(act, app))));
            bodies.add(alert(Optional.of(seen(act, user))));
        }
        bodies.add(alert(Optional.empty()));
        bodies.add(new EventRejected("not-json", Map.of("id", "e-1", "subject", "/x")));
        bodies.addAll(everyRequestAndWaiver(List.of(
                Optional.empty(),
                Optional.of(seen(Sighting.Act.TAGS, user)),
                Optional.of(seen(Sighting.Act.TAGS, app)),
                Optional.of(new Sighting(Sighting.Act.TAGS, "", BEFORE, nobody(), Optional.empty())))));
        return bodies.stream();
    }

    private static List<Body> everyRequestAndWaiver(List<Optional<Sighting>> writers) {
        var bodies = new ArrayList<Body>();
        bodies.add(new ApprovalAsked("3f9a2c71b04d", BOTH_HALVES, AT));
        bodies.add(new ApprovalAsked("3f9a2c71b04d", List.of(), AT));
        bodies.add(new PolicyChanged("", "0f".repeat(32)));
        bodies.add(new PolicyChanged("0e".repeat(32), "0f".repeat(32)));
        bodies.add(new LedgerAnchored(List.of(new ChainHead("guard", "2026-01", 7, "0a".repeat(32)))));
        bodies.add(new LedgerAnchored(List.of()));
        bodies.add(new ChainContinued("2026-02"));
        for (Optional<Sighting> by : writers) {
            for (Request request : Request.values()) {
                bodies.add(new RequestRuled(request, true, "", "3f9a2c71b04d", by));
                bodies.add(new RequestRuled(request, true, "last-writer-unknown", "auto", by));
                bodies.add(new RequestRuled(request, false, "approval-not-approver", "", by));
                bodies.add(new RequestRuled(request, false, "approval-late", "production", by));
            }
            for (Waiver waiver : Waiver.values()) {
                for (WaiverMove move : WaiverMove.values()) {
                    bodies.add(new WaiverMoved(waiver, move, Optional.of(AT), "why", Optional.of("audit in May"), by));
                }
            }
        }
        for (WaiverMove move : WaiverMove.values()) {
            bodies.add(new WaiverMoved(Waiver.OPT_OUT, move, Optional.empty(), "", Optional.empty(), writers.get(0)));
            bodies.add(new WaiverMoved(Waiver.OPT_OUT, move, Optional.empty(), " ", Optional.of("\n"), writers.get(0)));
        }
        return bodies;
    }

    private static Actor nobody() {
        return new Actor("", Optional.of("\r\n"), false, false, Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("everyKindOfBody")
    void every_event_is_valid_with_a_cluster_and_without(Body body) {
        var without = new AuditEvent(Optional.empty(), AT, "n7", "hash", body);
        for (AuditEvent happened : List.of(about(body), without)) {
            assertThat(ocsf.events(happened))
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(OcsfSchema.faults(JSON.valueToTree(event)))
                            .as("%s", event)
                            .isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("everyKindOfBody")
    void ids_add_up_and_every_event_can_be_written_to_the_ledger(Body body) {
        for (Map<String, Object> event : ocsf.events(about(body))) {
            int type = number(event, "class_uid");
            assertThat(number(event, "type_uid")).isEqualTo(type * 100 + number(event, "activity_id"));
            assertThat(number(event, "category_uid")).isEqualTo(type / 1000);
            assertThat(event.get("time")).isEqualTo(AT.toEpochMilli());
            assertThat(CanonicalJson.write(event)).contains("\"version\":\"1.8.0\"");
        }
    }

    private static int number(Map<String, Object> event, String name) {
        return JSON.valueToTree(event).path(name).asInt();
    }

    private static String text(Map<String, Object> event, String... path) {
        JsonNode node = JSON.valueToTree(event);
        for (String name : path) {
            node = node.path(name);
        }
        return node.asText();
    }

    private static List<String> codes(List<Map<String, Object>> events) {
        return events.stream()
                .map(event -> event.get("class_uid") + " " + text(event, "metadata", "event_code"))
                .toList();
    }

    private List<String> codes(Body body) {
        return codes(ocsf.events(about(body)));
    }

    @Test
    void each_happening_has_its_class_and_code() {
        Finding finding = finding(ControlId.ENTRA_03);
        assertThat(codes(new FindingOpened(finding))).containsExactly("2003 finding.created");
        assertThat(codes(new FindingChanged(finding, BEFORE))).containsExactly("2003 finding.updated");
        assertThat(codes(new FindingClosed(finding, BEFORE, false, ""))).containsExactly("2003 finding.resolved");
        assertThat(codes(new TicketMoved("k", TicketMove.OPENED, List.of(finding, finding(ControlId.ENTRA_01)))))
                .containsExactly("2003 ticket.created", "2003 ticket.created");
        assertThat(codes(new TicketMoved("k", TicketMove.COMMENTED, List.of(finding))))
                .containsExactly("2003 ticket.commented");
        assertThat(codes(new TicketMoved("k", TicketMove.RESOLVED, List.of(finding))))
                .containsExactly("2003 ticket.resolved");
        assertThat(codes(new TicketMoved("k", TicketMove.REOPENED, List.of(finding))))
                .containsExactly("2003 ticket.reopened");
        assertThat(codes(decided("ticket", Optional.empty()))).containsExactly("2003 decision.made");
        assertThat(codes(decided("record", Optional.of("ticket")))).containsExactly("2003 decision.made");
        assertThat(codes(decided("record", Optional.of("remediate"))))
                .containsExactly("7001 remediation.dryrun", "6003 decision.made");
        assertThat(codes(new RemediationIntended("r", "p", BOTH_HALVES, "a", GUARD)))
                .containsExactly("7001 remediation.planned", "6003 arm.planned");
        assertThat(codes(ended(Outcome.PROVEN, "200"))).containsExactly("7001 remediation.executed", "6003 arm.write");
        assertThat(codes(ended(Outcome.REFUSED, "x"))).containsExactly("7001 remediation.refused", "6003 arm.write");
        assertThat(codes(ended(Outcome.FAILED, "x"))).containsExactly("7001 remediation.failed", "6003 arm.write");
        assertThat(codes(ended(Outcome.NOT_APPLIED, "x")))
                .containsExactly("7001 remediation.skipped", "6003 arm.write");
        assertThat(codes(alert(Optional.empty()))).containsExactly("2004 alert.admin-credential-listed");
        assertThat(codes(new EventRejected("r", Map.of()))).containsExactly("6003 event.rejected");
        assertThat(codes(new ApprovalAsked("p", BOTH_HALVES, AT))).containsExactly("6003 approval.requested");
        assertThat(codes(new PolicyChanged("a", "b"))).containsExactly("6003 policy.changed");
    }

    @Test
    void a_finding_is_named_by_cluster_and_control_whatever_the_spelling() {
        String expected = Sha256.hex32(CLUSTER.id().toLowerCase(Locale.ROOT) + "|ENTRA-03");
        Map<String, Object> event = ocsf.events(about(new FindingOpened(finding(ControlId.ENTRA_03))))
                .get(0);
        assertThat(text(event, "finding_info", "uid")).isEqualTo(expected);
        assertThat(text(event, "metadata", "correlation_uid")).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void a_remediation_always_comes_with_its_call_to_the_same_cluster(Outcome outcome) {
        for (Body body : List.of(ended(outcome, "200"), decided("record", Optional.of("remediate")))) {
            List<Map<String, Object>> pair = ocsf.events(about(body));
            assertThat(pair).hasSize(2);
            assertThat(text(pair.get(0), "metadata", "correlation_uid"))
                    .isEqualTo(text(pair.get(1), "metadata", "correlation_uid"));
            assertThat(pair.get(0)).doesNotContainKey("resources");
            assertThat(text(pair.get(0), "unmapped", "resource_uid")).isEqualTo(CLUSTER.id());
            assertThat(JSON.valueToTree(pair.get(1)).at("/resources/0/uid").asText())
                    .isEqualTo(CLUSTER.id());
        }
    }

    @Test
    void a_remediation_names_the_findings_that_it_puts_right() {
        JsonNode event = JSON.valueToTree(
                ocsf.events(about(ended(Outcome.PROVEN, "200"))).get(0));
        assertThat(event.at("/unmapped/finding_uids").size()).isEqualTo(2);
        assertThat(event.at("/unmapped/plan_id").asText()).isEqualTo("3f9a2c71b04d");
        assertThat(event.at("/unmapped/policy_hash").asText()).isEqualTo("0f".repeat(32));
        assertThat(event.at("/unmapped/changes/1/after/1").asText()).isEqualTo("g2");
        assertThat(event.at("/unmapped/changes/0/before").isNull()).isTrue();
    }

    @Test
    void a_dry_run_says_so_as_the_convention_wants() {
        JsonNode event = JSON.valueToTree(
                ocsf.events(about(decided("record", Optional.of("remediate")))).get(0));
        assertThat(event.at("/status_id").asInt()).isEqualTo(99);
        assertThat(event.at("/status").asText()).isEqualTo("Dry run");
        assertThat(event.at("/action_id").asInt()).isEqualTo(3);
        assertThat(event.at("/disposition_id").asInt()).isEqualTo(16);
        assertThat(event.at("/unmapped/would").asText()).isEqualTo("remediate");
    }

    @ParameterizedTest
    @MethodSource("everyKindOfBody")
    void a_step_that_is_played_again_names_its_events_as_before(Body body) {
        Optional<Subject> cluster = about(body).cluster();
        List<String> first = uids(about(body));
        assertThat(first).doesNotHaveDuplicates();
        assertThat(uids(new AuditEvent(cluster, AT.plusSeconds(60), "n7", "another policy", body)))
                .isEqualTo(first);
        assertThat(uids(new AuditEvent(cluster, AT, "n8", "", body))).doesNotContainAnyElementsOf(first);
        assertThat(uids(new AuditEvent(Optional.empty(), AT, "n7", "", body))).doesNotContainAnyElementsOf(first);
    }

    @Test
    void what_happens_under_one_name_is_told_apart_by_what_it_is() {
        List<Body> bodies = List.of(
                new RemediationIntended("rem-1", "3f9a2c71b04d", BOTH_HALVES, "mode auto of rule sandbox", GUARD),
                ended(Outcome.PROVEN, "200"),
                ended(Outcome.FAILED, "200"),
                new FindingOpened(finding(ControlId.ENTRA_01)),
                new FindingOpened(finding(ControlId.ENTRA_03)),
                new FindingChanged(finding(ControlId.ENTRA_03), BEFORE),
                new TicketMoved("k", TicketMove.OPENED, List.of(finding(ControlId.ENTRA_03))),
                new TicketMoved("k", TicketMove.RESOLVED, List.of(finding(ControlId.ENTRA_03))),
                decided("ticket", Optional.empty()),
                decided("wait", Optional.empty()),
                alert(Optional.empty()),
                new ApprovalAsked("3f9a2c71b04d", BOTH_HALVES, AT),
                OcsfTagsTest.ruled(Request.APPROVAL, true, ""),
                OcsfTagsTest.ruled(Request.APPROVAL, false, ""),
                OcsfTagsTest.ruled(Request.APPROVAL, false, "late"),
                OcsfTagsTest.ruled(Request.MODE, false, "late"),
                new RequestRuled(Request.MODE, false, "late", "auto", Optional.empty()),
                new RequestRuled(Request.MODE, false, "late", "auto", Optional.of(OcsfTagsTest.aliceWrites())),
                OcsfTagsTest.moved(Waiver.EXEMPTION, WaiverMove.GRANTED, Optional.empty()),
                OcsfTagsTest.moved(Waiver.EXEMPTION, WaiverMove.ENDED, Optional.empty()),
                OcsfTagsTest.moved(Waiver.BREAK_GLASS, WaiverMove.ENDED, Optional.empty()));
        assertThat(bodies.stream().flatMap(body -> uids(about(body)).stream())).doesNotHaveDuplicates();
    }

    private List<String> uids(AuditEvent happened) {
        return ocsf.events(happened).stream()
                .map(event -> text(event, "metadata", "uid"))
                .toList();
    }

    @Test
    void strings_from_outside_are_short_and_harmless() {
        String hostile = "\u0000\u001b[31m\r\n\ud800" + "\ud83d\ude00".repeat(2_000);
        var actor = new Actor(hostile, Optional.of(hostile), false, false, Optional.of(hostile));
        var deep = new LinkedHashMap<String, Object>();
        deep.put(
                hostile,
                Arrays.asList(null, List.of(List.of(List.of(List.of(hostile)))), new BigDecimal("0.5"), 1L << 60));
        var finding = new Finding(ControlId.ENTRA_05, Severity.LOW, hostile, Remedy.MANUAL);
        var changes = List.of(new PropertyChange(hostile, deep, Collections.nCopies(10_000, hostile)));
        List<Body> bodies = List.of(
                new FindingOpened(finding),
                new FindingClosed(finding, BEFORE, false, hostile),
                new TicketMoved(hostile, TicketMove.OPENED, List.of(finding)),
                new RemediationIntended(hostile, hostile, changes, hostile, new Guard(Optional.of(hostile))),
                new RemediationEnded(
                        hostile, hostile, changes, Outcome.FAILED, hostile, hostile, Optional.of(hostile), GUARD),
                new Alert("kind", Severity.HIGH, hostile, Optional.of(seen(Sighting.Act.WRITE, actor))),
                new EventRejected(hostile, Map.of(hostile, hostile)),
                new ApprovalAsked(hostile, changes, AT),
                new RequestRuled(Request.RETAG, false, hostile, hostile, Optional.of(seen(Sighting.Act.TAGS, actor))),
                new WaiverMoved(
                        Waiver.OPT_OUT,
                        WaiverMove.REFUSED,
                        Optional.of(AT),
                        hostile,
                        Optional.of(hostile),
                        Optional.of(seen(Sighting.Act.TAGS, actor))),
                new PolicyChanged(hostile, hostile));
        for (Body body : bodies) {
            var happened = new AuditEvent(Optional.of(new Subject(CLUSTER, hostile)), AT, hostile, hostile, body);
            for (Map<String, Object> event : ocsf.events(happened)) {
                assertThat(OcsfSchema.faults(JSON.valueToTree(event))).isEmpty();
                assertThat(CanonicalJson.write(event).chars()).noneMatch(Character::isISOControl);
                assertThat(CanonicalJson.write(event)).doesNotContain("\\u00").hasSizeLessThan(500_000);
            }
        }
    }
}
