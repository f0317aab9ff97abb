package io.entraguard.lab.world;

import static io.entraguard.lab.world.LabAzure.ALICE;
import static io.entraguard.lab.world.LabAzure.C1;
import static io.entraguard.lab.world.LabAzure.V;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.world.LabAzure.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationTest {
    private final LabAzure azure = LabAzure.with(LabAzure.plain("c1"), LabAzure.plain("c2"));

    @AfterEach
    void close() {
        azure.close();
    }

    private Reply accepted() {
        Reply reply = azure.put(C1.id() + V, azure.remedied(C1), "If-Match", azure.eTag(C1));
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        return reply;
    }

    private void edit(String merge) {
        azure.world.apply(new Change.Edit(C1, Caller.user(ALICE), LabAzure.object(merge)));
    }

    @Test
    void an_accepted_put_shows_its_values_at_once_and_succeeds_after_four_minutes() {
        String before = azure.eTag(C1);
        Reply reply = accepted();
        assertThat(reply.at("properties", "provisioningState")).isEqualTo("Updating");
        Map<String, Object> meanwhile = azure.read(C1);
        assertThat(Documents.isTrue(meanwhile, "properties", "disableLocalAccounts"))
                .isTrue();
        assertThat(Documents.text(meanwhile, "properties", "provisioningState")).contains("Updating");
        assertThat(azure.world.nextDue()).contains(VirtualClock.START.plusSeconds(240));

        azure.advance("PT3M59S");
        assertThat(Documents.text(azure.read(C1), "properties", "provisioningState"))
                .contains("Updating");
        azure.advance("PT1S");
        Map<String, Object> after = azure.read(C1);
        assertThat(Documents.text(after, "properties", "provisioningState")).contains("Succeeded");
        assertThat(after.get("eTag")).isNotEqualTo(before).isNotEqualTo(meanwhile.get("eTag"));
        assertThat(azure.world.nextDue()).isEmpty();
    }

    @Test
    void the_operations_url_tells_how_it_goes() {
        String url = accepted().header("Azure-AsyncOperation").orElseThrow();
        assertThat(url)
                .startsWith(azure.server.arm() + "/subscriptions/" + LabAzure.SUBSCRIPTION
                        + "/providers/Microsoft.ContainerService/locations/westeurope/operations/");
        Reply running = azure.get(url);
        assertThat(running.at("status")).isEqualTo("InProgress");
        assertThat(running.header("Retry-After")).isPresent();
        azure.advance("PT4M");
        Reply ended = azure.get(url);
        assertThat(ended.at("status")).isEqualTo("Succeeded");
        assertThat(ended.at("startTime")).isEqualTo("2026-01-05T09:00:00Z");
        assertThat(ended.at("endTime")).isEqualTo("2026-01-05T09:04:00Z");
    }

    @Test
    void an_unknown_operation_is_not_found() {
        Reply reply = azure.get("/subscriptions/" + LabAzure.SUBSCRIPTION
                + "/providers/Microsoft.ContainerService/locations/westeurope/operations/x" + V);
        assertThat(reply.status()).isEqualTo(404);
    }

    @Test
    void its_end_raises_one_event_by_the_guard_with_the_requests_correlation_id() {
        Reply reply = accepted();
        assertThat(azure.events()).isEmpty();
        assertThat(azure.activity("")).isEmpty();
        azure.advance("PT4M");
        Map<String, Object> event = azure.events().get(0);
        assertThat(event)
                .containsEntry("eventType", "Microsoft.Resources.ResourceWriteSuccess")
                .containsEntry("eventTime", "2026-01-05T09:04:00Z");
        assertThat(Documents.text(event, "data", "correlationId"))
                .isEqualTo(reply.header("x-ms-correlation-request-id"))
                .isPresent();
        Map<String, Object> claims = Documents.object(event, "data", "claims").orElseThrow();
        assertThat(claims)
                .containsEntry(
                        "http://schemas.microsoft.com/identity/claims/objectidentifier",
                        "9a9a9a9a-0000-4000-8000-000000000009")
                .doesNotContainKey("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn");
        assertThat(azure.activity(""))
                .singleElement()
                .satisfies(entry -> assertThat(entry)
                        .containsEntry("caller", Caller.GUARD.oid())
                        .containsEntry(
                                "correlationId",
                                Documents.text(event, "data", "correlationId").orElseThrow()));
    }

    @Test
    void a_put_while_one_runs_is_409_whatever_its_etag() {
        accepted();
        for (String eTag : List.of(azure.eTag(C1), "stale", "*")) {
            Reply reply = azure.put(C1.id() + V, azure.read(C1), "If-Match", eTag);
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.at("code")).isEqualTo("OperationNotAllowed");
        }
        azure.advance("PT4M");
        assertThat(azure.put(C1.id() + V, azure.read(C1), "If-Match", azure.eTag(C1))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_state_in_flight_that_a_line_set_stops_puts_until_a_line_changes_it() {
        edit("{\"properties\":{\"provisioningState\":\"Upgrading\"}}");
        azure.advance("P1D");
        assertThat(Documents.text(azure.read(C1), "properties", "provisioningState"))
                .contains("Upgrading");
        assertThat(azure.put(C1.id() + V, azure.read(C1), "If-Match", "*").status())
                .isEqualTo(409);
        edit("{\"properties\":{\"provisioningState\":\"Succeeded\"}}");
        assertThat(azure.put(C1.id() + V, azure.read(C1), "If-Match", "*").status())
                .isEqualTo(200);
    }

    @Test
    void an_edit_of_only_tags_applies_while_one_runs() {
        accepted();
        edit("{\"tags\":{\"team\":\"red\"}}");
        assertThat(azure.read(C1).get("tags")).isEqualTo(Map.of("env", "dev", "team", "red"));
        assertThat(azure.events())
                .singleElement()
                .satisfies(event -> assertThat(Documents.text(event, "data", "operationName"))
                        .contains("Microsoft.Resources/tags/write"));
        azure.advance("PT4M");
        assertThat(azure.read(C1).get("tags")).isEqualTo(Map.of("env", "dev", "team", "red"));
    }

    @Test
    void any_other_edit_waits_for_the_end_but_is_logged_at_once() {
        accepted();
        azure.advance("PT1M");
        edit("{\"tags\":{\"a\":\"1\"},\"properties\":{\"disableLocalAccounts\":false}}");
        edit("{\"properties\":{\"supportPlan\":\"KubernetesOfficial\"}}");
        assertThat(Documents.isTrue(azure.read(C1), "properties", "disableLocalAccounts"))
                .isTrue();
        assertThat(azure.events()).isEmpty();
        List<Map<String, Object>> log = azure.activity("");
        assertThat(log)
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry).containsEntry("eventTimestamp", "2026-01-05T09:01:00Z"));

        azure.advance("PT3M");
        Map<String, Object> after = azure.read(C1);
        assertThat(Documents.isFalse(after, "properties", "disableLocalAccounts"))
                .isTrue();
        assertThat(Documents.text(after, "properties", "supportPlan")).contains("KubernetesOfficial");
        List<Map<String, Object>> events = azure.events();
        assertThat(events)
                .hasSize(3)
                .allSatisfy(event -> assertThat(event).containsEntry("eventTime", "2026-01-05T09:04:00Z"));
        assertThat(Documents.text(events.get(1), "data", "correlationId"))
                .contains((String) log.get(1).get("correlationId"));
    }

    @Test
    void a_delayed_silent_edit_applies_without_an_event() {
        accepted();
        azure.world.applySilently(new Change.Edit(
                C1, Caller.user(ALICE), LabAzure.object("{\"properties\":{\"disableLocalAccounts\":false}}")));
        azure.advance("PT4M");
        assertThat(Documents.isFalse(azure.read(C1), "properties", "disableLocalAccounts"))
                .isTrue();
        assertThat(azure.events()).hasSize(1);
    }

    @Test
    void deleting_a_cluster_ends_its_operation_without_success() {
        String url = accepted().header("Azure-AsyncOperation").orElseThrow();
        azure.world.apply(new Change.Delete(C1, Caller.user(ALICE)));
        azure.advance("PT10M");
        assertThat(azure.get(url).at("status")).isEqualTo("Failed");
        assertThat(azure.get(C1.id() + V).status()).isEqualTo(404);
        assertThat(azure.events())
                .singleElement()
                .satisfies(event ->
                        assertThat(event).containsEntry("eventType", "Microsoft.Resources.ResourceDeleteSuccess"));
    }

    @Test
    void the_program_sees_an_end_at_its_very_instant_whoever_comes_first() {
        accepted();
        azure.clock.advanceTo(Instant.parse("2026-01-05T09:04:00Z"));
        assertThat(Documents.text(azure.read(C1), "properties", "provisioningState"))
                .contains("Succeeded");
    }

    @Test
    void each_write_is_noted_as_it_was_sent() {
        String eTag = azure.eTag(C1);
        Map<String, Object> body = azure.remedied(C1);
        azure.put(C1.id() + V, body, "If-Match", eTag);
        azure.put(C1.id() + V, body);
        azure.put(C1.id() + V, "[1]", "If-Match", "*");
        assertThat(azure.world.writes())
                .extracting(ArmWrite::json)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .containsExactly(
                                        Map.entry("time", "2026-01-05T09:00:00Z"),
                                        Map.entry("method", "PUT"),
                                        Map.entry("path", C1.id()),
                                        Map.entry("ifMatch", eTag),
                                        Map.entry("body", body),
                                        Map.entry("status", 200),
                                        Map.entry("applied", true)),
                        second -> assertThat(second)
                                .containsEntry("ifMatch", null)
                                .containsEntry("status", 409)
                                .containsEntry("applied", false),
                        third -> assertThat(third).containsEntry("body", null).containsEntry("status", 400));
    }
}
