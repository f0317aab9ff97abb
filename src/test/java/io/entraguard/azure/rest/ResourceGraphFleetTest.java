package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.azure.rest.ResourceGraphFleet.Scope;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Fleet.Page;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceGraphFleetTest {
    private final AnsweringServer server = new AnsweringServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private ResourceGraphFleet fleet(Scope scope) {
        var pipeline = new AzureHttp("9.9", Duration.ofSeconds(10)).pipeline(server.url(), Optional.empty());
        return new ResourceGraphFleet(server.url(), pipeline, scope);
    }

    private Map<String, Object> sent() {
        return JsonTree.read(server.asked().get(0).body().getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }

    @Test
    void a_page_of_whole_rows_in_order_is_asked_for() {
        server.then(200, "{\"totalRecords\":0,\"count\":0,\"resultTruncated\":\"false\",\"data\":[]}");

        assertThat(fleet(Scope.EVERYWHERE).page(Optional.empty())).isEqualTo(new Page(List.of(), Optional.empty()));
        assertThat(server.asked().get(0)).satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("POST");
            assertThat(asked.pathAndQuery())
                    .isEqualTo("/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01");
        });
        assertThat(sent()).containsOnlyKeys("query", "options");
        assertThat(sent()).containsEntry("options", Map.of("$top", 1000, "resultFormat", "objectArray"));
        assertThat(String.valueOf(sent().get("query")))
                .startsWith("resources | where type =~ 'microsoft.containerservice/managedclusters' | project id,")
                .endsWith("| order by id asc");
    }

    @Test
    void rows_come_whole_and_with_the_token_to_go_on() {
        server.then(200, """
                {"totalRecords":2,"count":1,"resultTruncated":"true","$skipToken":"t+1",
                 "data":[{"id":"i","properties":{"aadProfile":null,"ratio":0.10}}],"facets":[]}""");

        Page page = fleet(Scope.EVERYWHERE).page(Optional.empty());

        assertThat(page.next()).contains("t+1");
        assertThat(page.rows()).singleElement().satisfies(row -> {
            assertThat(row).containsOnlyKeys("id", "properties");
            assertThat(JsonTree.object(row, "properties"))
                    .containsOnlyKeys("aadProfile", "ratio")
                    .containsEntry("ratio", new BigDecimal("0.10"));
        });
    }

    @Test
    void the_next_page_is_asked_for_by_its_token_in_the_configured_scope() {
        server.then(200, "{\"data\":[],\"resultTruncated\":false}");

        fleet(new Scope(List.of("s-1", "s-2"), List.of())).page(Optional.of("t+1"));

        assertThat(sent())
                .containsEntry("subscriptions", List.of("s-1", "s-2"))
                .containsEntry("options", Map.of("$top", 1000, "resultFormat", "objectArray", "$skipToken", "t+1"));
    }

    @Test
    void management_groups_are_another_scope() {
        server.then(200, "{\"data\":[]}");

        fleet(new Scope(List.of(), List.of("mg"))).page(Optional.empty());

        assertThat(sent()).containsEntry("managementGroups", List.of("mg")).doesNotContainKey("subscriptions");
        assertThatThrownBy(() -> new Scope(List.of("s"), List.of("mg"))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"true\"", "\"True\"", "true"})
    void rows_left_out_without_a_way_to_go_on_are_no_whole_fleet(String truncated) {
        server.then(200, "{\"data\":[],\"resultTruncated\":" + truncated + "}");

        assertThatThrownBy(() -> fleet(Scope.EVERYWHERE).page(Optional.empty()))
                .isInstanceOf(Failure.Terminal.class)
                .hasMessageContaining("rows were left out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":{}}", "{\"data\":[7]}", "[]", "{\"data\":["})
    void an_answer_without_rows_is_asked_for_again(String body) {
        server.then(200, body);

        assertThatThrownBy(() -> fleet(Scope.EVERYWHERE).page(Optional.empty())).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void a_query_too_many_says_when_the_quota_resets() {
        server.then(429, "{\"error\":{\"code\":\"RateLimiting\"}}", "x-ms-user-quota-resets-after", "00:00:04");

        assertThatThrownBy(() -> fleet(Scope.EVERYWHERE).page(Optional.empty()))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.retryAfter()).contains(Duration.ofSeconds(4)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "00"})
    void a_used_up_quota_asks_for_a_pause_before_the_next_page(String left) {
        server.then(
                200,
                "{\"data\":[],\"$skipToken\":\"t\"}",
                "x-ms-user-quota-remaining",
                left,
                "x-ms-user-quota-resets-after",
                "00:00:04");

        assertThat(fleet(Scope.EVERYWHERE).page(Optional.empty()).pause()).contains(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "14", "many"})
    void a_quota_that_is_left_asks_for_none(String left) {
        server.then(200, "{\"data\":[]}", "x-ms-user-quota-remaining", left);

        assertThat(fleet(Scope.EVERYWHERE).page(Optional.empty()).pause()).isEmpty();
    }

    @Test
    void a_bad_request_is_the_tokens_fault_only_where_there_was_one() {
        server.then(400, "{\"error\":{\"code\":\"BadRequest\"}}").then(400, "{\"error\":{\"code\":\"BadRequest\"}}");

        assertThatThrownBy(() -> fleet(Scope.EVERYWHERE).page(Optional.of("t"))).isInstanceOf(Failure.Conflict.class);
        assertThatThrownBy(() -> fleet(Scope.EVERYWHERE).page(Optional.empty())).isInstanceOf(Failure.Terminal.class);
    }

    @Test
    void a_refused_query_stays_refused() {
        server.then(403, "{\"error\":{\"code\":\"AuthorizationFailed\"}}");

        assertThatThrownBy(() -> fleet(Scope.EVERYWHERE).page(Optional.empty())).isInstanceOf(Failure.Terminal.class);
    }
}
