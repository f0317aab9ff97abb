package io.entraguard.lab.world;

import static io.entraguard.lab.world.LabAzure.C1;
import static io.entraguard.lab.world.LabAzure.V;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.world.Fault.Answered;
import io.entraguard.lab.world.Fault.Failure;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.lab.world.Fault.Unanswered;
import io.entraguard.lab.world.LabAzure.Reply;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
    private final LabAzure azure =
            LabAzure.with(LabAzure.plain("c1", "\"networkProfile\":{\"x\":1}"), LabAzure.plain("c2"));

    @AfterEach
    void close() {
        azure.close();
    }

    private static Failure status(int status, String code) {
        return new Answered(status, code, Optional.empty(), Optional.empty());
    }

    private void order(Target target, String method, String path, int times, Failure failure) {
        azure.faults.order(new Fault(
                target,
                Optional.of(method).filter(text -> !text.isEmpty()),
                Optional.of(path).filter(text -> !text.isEmpty()),
                times,
                failure));
    }

    private Reply put() {
        return azure.put(C1.id() + V, azure.remedied(C1), "If-Match", "*");
    }

    @Test
    void a_status_is_answered_so_many_times_and_nothing_is_applied() {
        order(
                Target.ARM,
                "PUT",
                "",
                2,
                new Answered(429, "Throttled", Optional.of(Duration.ofSeconds(30)), Optional.empty()));
        Map<String, Object> before = azure.read(C1);
        for (int i = 0; i < 2; i++) {
            Reply reply = put();
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.header("Retry-After")).contains("30");
            assertThat(reply.at("code")).isEqualTo("Throttled");
        }
        assertThat(azure.read(C1)).isEqualTo(before);
        assertThat(azure.faults.left()).isEmpty();
        assertThat(put().status()).isEqualTo(200);
        assertThat(azure.world.writes())
                .extracting(ArmWrite::status, ArmWrite::applied)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Optional.of(429), false),
                        org.assertj.core.groups.Tuple.tuple(Optional.of(429), false),
                        org.assertj.core.groups.Tuple.tuple(Optional.of(200), true));
    }

    @Test
    void method_and_path_choose_without_regard_to_case() {
        order(Target.ARM, "get", "MANAGEDCLUSTERS/C2", 1, status(503, "ServiceUnavailable"));
        assertThat(azure.get(C1.id() + V).status()).isEqualTo(200);
        assertThat(azure.send("DELETE", C1.id().replace("c1", "c3") + V, "").status())
                .isEqualTo(204);
        Reply reply = azure.get(C1.id().replace("c1", "c2") + V);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.at("error", "code")).isEqualTo("ServiceUnavailable");
    }

    @Test
    void faults_come_in_the_order_they_were_given() {
        order(Target.ARM, "", "", 1, status(500, "InternalServerError"));
        order(Target.ARM, "GET", "", 1, status(429, "SubscriptionRequestsThrottled"));
        assertThat(azure.get(C1.id() + V).status()).isEqualTo(500);
        Reply throttled = azure.get(C1.id() + V);
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.at("error", "code")).isEqualTo("SubscriptionRequestsThrottled");
        assertThat(azure.get(C1.id() + V).status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{1} reads as ARM would say it")
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | AuthorizationFailed | does not have authorization to perform action"
                        + " ''Microsoft.ContainerService/managedClusters/write'' over scope ''{id}''",
                "403 | LinkedAuthorizationFailed | does not have permission to perform action(s)"
                        + " ''Microsoft.Network/virtualNetworks/subnets/join/action'' on the linked scope(s)"
                        + " ''/subscriptions/11111111-aaaa-4000-8000-000000000001/resourceGroups/net/subnet''",
                "403 | DenyAssignmentAuthorizationFailed | because of the deny assignment with name",
                "409 | ScopeLocked | following scope(s) are locked:"
                        + " ''/subscriptions/11111111-aaaa-4000-8000-000000000001/resourceGroups/rg-apps''",
                "403 | RequestDisallowedByPolicy | was disallowed by policy. Policy identifiers:",
            })
    void each_refusal_of_a_write_names_what_is_missing(int status, String code, String text) {
        order(Target.ARM, "PUT", "", 1, status(status, code));
        Map<String, Object> body = azure.read(C1);
        Documents.put(
                Documents.object(body, "properties").orElseThrow(),
                "networkProfile",
                LabAzure.object("{\"vnetSubnetID\":\"/subscriptions/" + LabAzure.SUBSCRIPTION
                        + "/resourceGroups/net/subnet\"}"));
        Reply reply = azure.put(C1.id() + V, body, "If-Match", "*");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.at("error", "code")).isEqualTo(code);
        assertThat((String) reply.at("error", "message"))
                .contains(text.replace("''", "'").replace("{id}", C1.id()));
        assertThat(reply.at("error", "additionalInfo") != null).isEqualTo(code.equals("RequestDisallowedByPolicy"));
    }

    @Test
    void a_message_of_the_timeline_wins() {
        order(Target.ARM, "", "", 1, new Answered(403, "Odd", Optional.empty(), Optional.of("because")));
        assertThat(azure.get(C1.id() + V).at("error", "message")).isEqualTo("because");
    }

    @Test
    void a_reset_put_breaks_before_it_is_applied() {
        order(Target.ARM, "PUT", "", 1, Unanswered.RESET);
        Map<String, Object> before = azure.read(C1);
        assertThatThrownBy(() -> azure.trySend("PUT", C1.id() + V, Json.write(before), "If-Match", "*"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class);
        assertThat(azure.read(C1)).isEqualTo(before);
        assertUnanswered(false);
    }

    @Test
    void a_reset_get_is_sent_again_by_the_client_itself_on_a_used_connection() {
        azure.get(C1.id() + V);
        order(Target.ARM, "GET", "", 2, Unanswered.RESET);
        assertThatThrownBy(() -> azure.trySend("GET", C1.id() + V, "")).isInstanceOf(IOException.class);
        assertThat(azure.faults.left()).isEmpty();
        assertThat(azure.server.calls()).isEqualTo(Map.of("GET arm", 3));
    }

    @Test
    void a_lost_response_is_applied() {
        order(Target.ARM, "PUT", "", 1, Unanswered.LOST_RESPONSE);
        Map<String, Object> remedied = azure.remedied(C1);
        assertThatThrownBy(() -> azure.trySend("PUT", C1.id() + V, Json.write(remedied), "If-Match", "*"))
                .isInstanceOf(IOException.class);
        assertThat(Documents.isTrue(azure.read(C1), "properties", "disableLocalAccounts"))
                .isTrue();
        assertUnanswered(true);
        azure.advance("PT4M");
        assertThat(azure.events()).hasSize(1);
    }

    @Test
    void a_lost_refusal_changes_nothing() {
        order(Target.ARM, "PUT", "", 1, Unanswered.LOST_RESPONSE);
        assertThatThrownBy(() -> azure.trySend("PUT", C1.id() + V, "{}", "If-Match", "stale"))
                .isInstanceOf(IOException.class);
        assertUnanswered(false);
    }

    @Test
    void a_timeout_answers_nothing_and_is_not_applied() {
        order(Target.ARM, "PUT", "", 1, Unanswered.TIMEOUT);
        Map<String, Object> before = azure.read(C1);
        azure.patience = Duration.ofMillis(200);
        assertThatThrownBy(() -> azure.trySend("PUT", C1.id() + V, Json.write(before), "If-Match", "*"))
                .isInstanceOf(HttpTimeoutException.class);
        azure.patience = Duration.ofSeconds(20);
        assertThat(azure.read(C1)).isEqualTo(before);
        assertUnanswered(false);
    }

    @Test
    void many_timeouts_do_not_stop_the_server() {
        order(Target.ARM, "PUT", "", 10, Unanswered.TIMEOUT);
        azure.patience = Duration.ofMillis(50);
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> azure.trySend("PUT", C1.id() + V, "{}")).isInstanceOf(HttpTimeoutException.class);
        }
        azure.patience = Duration.ofSeconds(20);
        assertThat(azure.get(C1.id() + V).status()).isEqualTo(200);
    }

    private void assertUnanswered(boolean applied) {
        assertThat(azure.world.writes()).singleElement().satisfies(write -> {
            assertThat(write.status()).isEmpty();
            assertThat(write.applied()).isEqualTo(applied);
            assertThat(write.json()).containsEntry("status", null);
        });
    }

    @Test
    void each_target_fails_alone() {
        String activity = "/subscriptions/s/providers/Microsoft.Insights/eventtypes/management/values?$filter="
                + "eventTimestamp ge '2026-01-01T00:00:00Z'";
        String query = "{\"query\":\"microsoft.containerservice/managedclusters\"}";
        String graph = "/providers/Microsoft.ResourceGraph/resources";
        String group = azure.server.graph() + "/v1.0/groups/22222222-2222-4222-8222-222222222222";
        order(Target.ACTIVITY, "", "", 1, status(503, "ServiceUnavailable"));
        order(Target.GRAPH, "", "", 2, status(429, "Throttled"));
        assertThat(azure.get(C1.id() + V).status()).isEqualTo(200);
        assertThat(azure.get(activity).status()).isEqualTo(503);
        assertThat(azure.send("POST", graph, query).status()).isEqualTo(429);
        assertThat(azure.get(group).at("error", "code")).isEqualTo("Throttled");
        order(Target.ARM, "", "", 1, status(500, "InternalServerError"));
        assertThat(azure.send("POST", graph, query).status()).isEqualTo(200);
        assertThat(azure.get(activity).status()).isEqualTo(200);
        assertThat(azure.get(group).status()).isEqualTo(200);
        assertThat(azure.get(C1.id() + V).status()).isEqualTo(500);
    }

    @Test
    void an_arm_fault_that_names_the_path_of_resource_graph_hits_it() {
        order(Target.ARM, "", "resourcegraph", 1, status(429, "RateLimiting"));
        assertThat(azure.get(C1.id() + V).status()).isEqualTo(200);
        assertThat(azure.send(
                                "POST",
                                "/providers/Microsoft.ResourceGraph/resources",
                                "{\"query\":\"microsoft.containerservice/managedclusters\"}")
                        .status())
                .isEqualTo(429);
    }

    @Test
    void the_storage_faces_are_counted_by_the_same_list() {
        order(Target.TABLE, "", "clusters", 2, Unanswered.RESET);
        assertThat(azure.faults.take(Target.QUEUE, "PUT", "clusters")).isEmpty();
        assertThat(azure.faults.take(Target.TABLE, "PUT", "limits")).isEmpty();
        assertThat(azure.faults.take(Target.TABLE, "PUT", "Clusters/row".toUpperCase(Locale.ROOT)))
                .isPresent();
        assertThat(azure.faults.left())
                .singleElement()
                .satisfies(fault -> assertThat(fault.times()).isEqualTo(1));
    }
}
