package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Clusters.Written;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArmClustersWriteTest {
    private static final String ID = "/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg"
            + "/providers/Microsoft.ContainerService/managedClusters/c1";
    private static final ClusterRef CLUSTER = ClusterRef.of(ID);
    private static final String OPERATION = "/subscriptions/11111111-0000-4000-8000-000000000001/providers"
            + "/Microsoft.ContainerService/locations/westeurope/operations/o1?api-version=2026-05-01&t=secret";

    private final AnsweringServer server = new AnsweringServer();
    private final AzureHttp http = new AzureHttp("9.9", Duration.ofSeconds(10));
    private final ArmClusters clusters =
            new ArmClusters(server.url(), "2026-05-01", http.pipeline(server.url(), Optional.empty()));

    @AfterEach
    void stop() {
        server.close();
    }

    private Written write() {
        return clusters.write(CLUSTER, document("{\"id\":\"" + ID + "\",\"location\":\"westeurope\"}"), "e-1");
    }

    private static Map<String, Object> document(String json) {
        return JsonTree.read(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    @Test
    void one_conditional_PUT_of_the_writable_document_is_sent() {
        server.then(200, "{}");
        String whole = """
                {"id":"%s","eTag":"e-1","location":"westeurope","new":{"ratio":1.50,"none":null},\
                "properties":{"provisioningState":"Succeeded","disableLocalAccounts":true}}""".formatted(ID);

        clusters.write(CLUSTER, document(whole), "e-1");

        assertThat(server.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("PUT");
            assertThat(asked.pathAndQuery()).isEqualTo(ID + "?api-version=2026-05-01");
            assertThat(asked.headers())
                    .containsEntry("if-match", "e-1")
                    .containsEntry("content-type", "application/json")
                    .doesNotContainKey("if-none-match");
            assertThat(asked.body())
                    .isEqualTo("{\"location\":\"westeurope\",\"new\":{\"ratio\":1.50,\"none\":null},"
                            + "\"properties\":{\"disableLocalAccounts\":true}}");
        });
    }

    @Test
    void the_identity_that_reads_sends_no_PUT_and_the_one_that_writes_nothing_else() {
        var writer = new AzureHttp("writer", Duration.ofSeconds(10)).pipeline(server.url(), Optional.empty());
        var apart = new ArmClusters(server.url(), "2026-05-01", http.pipeline(server.url(), Optional.empty()), writer);
        server.then(200, "{\"id\":\"" + ID + "\"}");
        server.then(202, "", "Azure-AsyncOperation", server.url() + OPERATION);
        server.then(200, "{\"status\":\"Succeeded\"}");

        apart.read(CLUSTER);
        apart.write(CLUSTER, document("{\"id\":\"" + ID + "\"}"), "e-1");
        apart.progress(server.url() + OPERATION);

        assertThat(server.asked())
                .extracting(asked -> asked.method() + " " + asked.headers().get("user-agent"))
                .containsExactly("GET entra-guard/9.9", "PUT entra-guard/writer", "GET entra-guard/9.9");
    }

    @ParameterizedTest
    @CsvSource({"200,Azure-AsyncOperation", "201,Azure-AsyncOperation", "202,Location"})
    void an_accepted_write_names_its_operation(int status, String header) {
        String operation = server.url() + OPERATION;
        server.then(status, "{}", header, operation, "Retry-After", "15", "x-ms-correlation-request-id", "c-1");

        assertThat(write())
                .isEqualTo(new Written.Accepted(
                        status, Optional.of(operation), Optional.of(Duration.ofSeconds(15)), Optional.of("c-1")));
    }

    @Test
    void an_accepted_write_may_name_nothing() {
        server.then(200, "");

        assertThat(write()).isEqualTo(new Written.Accepted(200, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://elsewhere.example/operations/1", "/operations/1", "http://127.0.0.1:1/o", "not a url"})
    void an_operation_elsewhere_is_not_followed(String operation) {
        server.then(200, "{}", "Azure-AsyncOperation", operation);

        assertThat(((Written.Accepted) write()).operation()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "412,PreconditionFailed,Outdated",
        "409,OperationNotAllowed,Busy",
        "409,EtagMismatch,Busy",
        "409,Conflict,Busy",
        "409,AnotherOperationInProgress,Busy",
        "409,ScopeLocked,Refused",
        "409,MissingSubscriptionRegistration,Refused",
        "409,ReadOnlyDisabledSubscription,Refused",
        "429,Throttled,Throttled",
        "429,SubscriptionRequestsThrottled,Throttled",
        "404,ResourceNotFound,Vanished",
        "404,ResourceGroupNotFound,Vanished",
        "404,SubscriptionNotFound,Refused",
        "404,InvalidResourceType,Refused",
        "404,NoRegisteredProviderFound,Refused",
        "400,NoRegisteredProviderFound,Refused",
        "400,InvalidApiVersionParameter,Refused",
        "400,BadRequest,Refused",
        "400,PropertyChangeNotAllowed,Refused",
        "401,ExpiredAuthenticationToken,Refused",
        "403,AuthorizationFailed,Refused",
        "403,LinkedAuthorizationFailed,Refused",
        "403,RequestDisallowedByPolicy,Refused",
        "403,DenyAssignmentAuthorizationFailed,Refused",
        "413,RequestEntityTooLarge,Refused",
        "302,Found,Refused",
        "204,Nothing,Unanswered",
        "408,RequestTimeout,Unanswered",
        "500,InternalServerError,Unanswered",
        "502,BadGateway,Unanswered",
        "503,ServiceUnavailable,Unanswered",
        "504,GatewayTimeout,Unanswered"
    })
    void every_answer_says_what_to_do_next_in_either_envelope(int status, String code, String kind) {
        String bare = "{\"code\":\"" + code + "\",\"message\":\"because\"}";
        server.then(status, status == 204 ? "" : bare).then(status, status == 204 ? "" : "{\"error\":" + bare + "}");

        assertThat(write())
                .extracting(written -> written.getClass().getSimpleName())
                .isEqualTo(kind);
        assertThat(write())
                .extracting(written -> written.getClass().getSimpleName())
                .isEqualTo(kind);
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void throttling_says_when_to_come_back() {
        server.then(429, "{\"code\":\"Throttled\"}", "Retry-After", "30");

        assertThat(write()).isEqualTo(new Written.Throttled("Throttled", Optional.of(Duration.ofSeconds(30))));
    }

    @Test
    void a_missing_permission_is_named_with_its_scope() {
        server.then(403, """
                {"error":{"code":"AuthorizationFailed","message":"The client 'c' with object id 'o' does not have\
                 authorization to perform action 'Microsoft.ContainerService/managedClusters/write' over scope '%s' or\
                 the scope is invalid. If access was recently granted, please refresh your credentials."}}""".formatted(ID));

        assertThat((Written.Refused) write()).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo("AuthorizationFailed");
            assertThat(refused.action()).contains("Microsoft.ContainerService/managedClusters/write");
            assertThat(refused.scope()).contains(ID);
        });
    }

    @Test
    void a_missing_permission_on_a_linked_resource_names_that_resource() {
        server.then(403, """
                {"code":"LinkedAuthorizationFailed","message":"The client 'c' with object id 'o' has permission to\
                 perform action 'Microsoft.ContainerService/managedClusters/write' on scope '%s'; however, it does not\
                 have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the\
                 linked scope(s) '/subscriptions/s/subnets/n' (respectively) or the linked scope(s) are invalid."}""".formatted(ID));

        assertThat((Written.Refused) write()).satisfies(refused -> {
            assertThat(refused.action()).contains("Microsoft.Network/virtualNetworks/subnets/join/action");
            assertThat(refused.scope()).contains("/subscriptions/s/subnets/n");
        });
    }

    @Test
    void an_error_inside_the_message_is_the_one_that_counts() {
        server.then(409, """
                {"code":"Conflict","message":"{\\"error\\":{\\"code\\":\\"ScopeLocked\\",\\"message\\":\\"locked\\"}}"}""");

        assertThat(write())
                .isEqualTo(new Written.Refused(409, "ScopeLocked", "locked", Optional.empty(), Optional.empty()));
    }

    @Test
    void a_refusal_without_JSON_is_told_in_one_short_line() {
        server.then(403, "<html>\r\n" + "forbidden \u001b[31m".repeat(1_000));

        assertThat((Written.Refused) write()).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo("HTTP 403");
            assertThat(refused.message()).hasSizeLessThanOrEqualTo(600).doesNotContain("\u001b", "\n");
        });
    }

    @Test
    void a_broken_connection_leaves_it_open_and_nothing_is_sent_again() {
        server.then(200, "{}").thenBreakOff();
        write(); // so that the connection is a used one, which the JDK's client sends idempotent requests again on

        assertThat(write()).isInstanceOf(Written.Unanswered.class);
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void an_answer_that_breaks_off_leaves_it_open() {
        server.thenBreakOffWithin("{\"id\":");

        assertThat(write()).isInstanceOf(Written.Unanswered.class);
        assertThat(server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "a b", "a\r\nX: y"})
    void nothing_is_sent_without_an_etag_of_one_version(String etag) {
        Map<String, Object> document = document("{\"id\":\"" + ID + "\"}");

        assertThatThrownBy(() -> clusters.write(CLUSTER, document, etag)).isInstanceOf(IllegalArgumentException.class);
        assertThat(server.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":\"%s2\"}"})
    void nothing_is_sent_of_another_clusters_document(String json) {
        Map<String, Object> document = document(json.replace("%s", ID));

        assertThatThrownBy(() -> clusters.write(CLUSTER, document, "e-1")).isInstanceOf(IllegalArgumentException.class);
        assertThat(server.asked()).isEmpty();
    }
}
