package io.entraguard.reconcile.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent.ApprovalAsked;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.PolicyChanged;
import io.entraguard.model.AuditEvent.Request;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.AuditEvent.Waiver;
import io.entraguard.model.AuditEvent.WaiverMove;
import io.entraguard.model.AuditEvent.WaiverMoved;
import io.entraguard.model.Sighting;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people ask of the guard by tags, and changes of its policy, as OCSF events. */
class OcsfTagsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ocsf ocsf = new Ocsf("0.1.0");

    private String code(Body body) {
        JsonNode event = only(body);
        return event.path("class_uid") + " " + event.at("/metadata/event_code").asText();
    }

    @Test
    void each_request_and_each_waiver_has_its_code() {
        assertThat(Arrays.stream(Request.values())
                        .flatMap(request -> Stream.of(ruled(request, true, ""), ruled(request, false, "late")))
                        .map(this::code))
                .containsExactly(
                        "6003 approval.granted",
                        "6003 approval.refused",
                        "6003 mode.granted",
                        "6003 mode.refused",
                        "6003 retag.granted",
                        "6003 retag.refused");
        assertThat(Arrays.stream(Waiver.values())
                        .flatMap(waiver ->
                                Arrays.stream(WaiverMove.values()).map(move -> moved(waiver, move, Optional.empty())))
                        .map(this::code))
                .containsExactly(
                        "3004 exemption.granted",
                        "3004 exemption.refused",
                        "3004 exemption.expiring",
                        "3004 exemption.ended",
                        "3004 break-glass.granted",
                        "3004 break-glass.refused",
                        "3004 break-glass.expiring",
                        "3004 break-glass.ended",
                        "3004 opt-out.granted",
                        "3004 opt-out.refused",
                        "3004 opt-out.expiring",
                        "3004 opt-out.ended");
    }

    static Sighting aliceWrites() {
        var alice = new Actor("oid-a", Optional.of("alice@contoso.com"), false, true, Optional.of("203.0.113.7"));
        return OcsfTest.seen(Sighting.Act.TAGS, alice);
    }

    static RequestRuled ruled(Request request, boolean granted, String reason) {
        return new RequestRuled(request, granted, reason, "3f9a2c71b04d", Optional.of(aliceWrites()));
    }

    static WaiverMoved moved(Waiver waiver, WaiverMove move, Optional<Sighting> by) {
        return new WaiverMoved(waiver, move, Optional.of(OcsfTest.AT), "", Optional.of("audit in May"), by);
    }

    private JsonNode only(Body body) {
        List<Map<String, Object>> events = ocsf.events(OcsfTest.about(body));
        assertThat(events).hasSize(1);
        return JSON.valueToTree(events.get(0));
    }

    @Test
    void an_approval_says_who_gave_it_from_where_for_which_plan() {
        JsonNode event = only(ruled(Request.APPROVAL, true, ""));
        assertThat(event.at("/actor/user/uid").asText()).isEqualTo("oid-a");
        assertThat(event.at("/actor/user/type_id").asInt()).isEqualTo(1);
        assertThat(event.at("/src_endpoint/ip").asText()).isEqualTo("203.0.113.7");
        assertThat(event.at("/api/operation").asText()).isEqualTo("Microsoft.Resources/tags/write");
        assertThat(event.at("/api/request/uid").asText()).isEqualTo("corr-1");
        assertThat(event.at("/unmapped/approver_oid").asText()).isEqualTo("oid-a");
        assertThat(event.at("/unmapped/plan_id").asText()).isEqualTo("3f9a2c71b04d");
        assertThat(event.at("/unmapped/evidence/mfa").asBoolean()).isTrue();
        assertThat(event.at("/disposition").asText()).isEqualTo("Approved");
        assertThat(event.at("/status").asText()).isEqualTo("Success");
        assertThat(event.at("/authorizations/0/decision").asText()).isEqualTo("approved");
    }

    @Test
    void a_refusal_tells_the_wrong_writer_from_the_wrong_request_and_names_no_approver() {
        JsonNode wrongWriter = only(ruled(Request.APPROVAL, false, "approval-not-approver"));
        assertThat(wrongWriter.at("/disposition").asText()).isEqualTo("Unauthorized");
        assertThat(wrongWriter.at("/status_code").asText()).isEqualTo("approval-not-approver");
        assertThat(wrongWriter.at("/unmapped").has("approver_oid")).isFalse();
        for (String reason : List.of("approval-late", "writer-unknown", "")) {
            JsonNode wrong = only(ruled(Request.APPROVAL, false, reason));
            assertThat(wrong.at("/disposition").asText()).isEqualTo("Rejected");
            assertThat(wrong.at("/action").asText()).isEqualTo("Denied");
            assertThat(wrong.at("/status").asText()).isEqualTo("Failure");
        }
    }

    @Test
    void what_is_asked_and_what_is_ruled_about_one_plan_belong_together() {
        JsonNode asked = only(new ApprovalAsked("3f9a2c71b04d", OcsfTest.BOTH_HALVES, OcsfTest.AT));
        JsonNode ruled = only(ruled(Request.APPROVAL, true, ""));
        assertThat(asked.at("/metadata/correlation_uid")).isEqualTo(ruled.at("/metadata/correlation_uid"));
        assertThat(asked.at("/actor/app_name").asText()).isEqualTo("Entra Guard");
        assertThat(asked.at("/unmapped/deadline").asText()).isEqualTo(OcsfTest.AT.toString());
        assertThat(asked.at("/unmapped/finding_uids").size()).isEqualTo(2);
    }

    @Test
    void a_tag_that_nobody_was_seen_writing_has_an_unknown_writer() {
        JsonNode event = only(new RequestRuled(Request.MODE, false, "writer-unknown", "off", Optional.empty()));
        assertThat(event.at("/actor/user/uid").asText()).isEqualTo("unknown");
        assertThat(event.at("/actor/user/type").asText()).isEqualTo("Unknown");
        assertThat(event.at("/src_endpoint/svc_name").asText()).isEqualTo("Azure Resource Manager");
    }

    @Test
    void a_waiver_is_one_entity_from_its_grant_to_its_end() {
        JsonNode granted = only(moved(Waiver.EXEMPTION, WaiverMove.GRANTED, Optional.of(aliceWrites())));
        assertThat(granted.at("/activity_name").asText()).isEqualTo("Activate");
        assertThat(granted.at("/actor/user/uid").asText()).isEqualTo("oid-a");
        assertThat(granted.at("/comment").asText()).isEqualTo("audit in May");
        assertThat(granted.at("/entity/data/until").asText()).isEqualTo(OcsfTest.AT.toString());
        assertThat(granted.at("/unmapped/resource_uid").asText()).isEqualTo(OcsfTest.CLUSTER.id());
        JsonNode ended = only(moved(Waiver.EXEMPTION, WaiverMove.ENDED, Optional.empty()));
        assertThat(ended.at("/activity_name").asText()).isEqualTo("Deactivate");
        assertThat(ended.at("/actor/app_name").asText()).isEqualTo("Entra Guard");
        assertThat(ended.at("/entity")).isEqualTo(granted.at("/entity"));
        JsonNode refused = only(moved(Waiver.EXEMPTION, WaiverMove.REFUSED, Optional.empty()));
        assertThat(refused.at("/status").asText()).isEqualTo("Failure");
        assertThat(refused.at("/actor/user/uid").asText()).isEqualTo("unknown");
        assertThat(only(moved(Waiver.OPT_OUT, WaiverMove.GRANTED, Optional.empty()))
                        .at("/entity/uid"))
                .isNotEqualTo(granted.at("/entity/uid"));
    }

    @Test
    void a_change_of_the_policy_has_both_hashes() {
        JsonNode event = only(new PolicyChanged("0e".repeat(32), "0f".repeat(32)));
        assertThat(event.at("/unmapped/policy_before").asText()).isEqualTo("0e".repeat(32));
        assertThat(event.at("/unmapped/policy_after").asText()).isEqualTo("0f".repeat(32));
        assertThat(only(new PolicyChanged("", "0f".repeat(32))).at("/unmapped").has("policy_before"))
                .isFalse();
    }
}
