package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.azure.rest.ResourceGraphFleet.Scope;
import io.entraguard.reconcile.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceGraphEventTopicsTest {
    private final AnsweringServer server = new AnsweringServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private ResourceGraphEventTopics topics(Scope scope) {
        var pipeline = new AzureHttp("9.9", Duration.ofSeconds(10)).pipeline(server.url(), Optional.empty());
        return new ResourceGraphEventTopics(server.url(), pipeline, scope);
    }

    private Map<String, Object> sent(int request) {
        return JsonTree.read(server.asked().get(request).body().getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }

    @Test
    void one_query_asks_for_the_topics_of_subscriptions_where_the_clusters_are_looked_for() {
        server.then(200, "{\"data\":[{\"id\":\"i\",\"source\":\"/subscriptions/s-1\"}],\"resultTruncated\":\"false\"}");

        assertThat(topics(new Scope(List.of("s-1", "s-2"), List.of())).subscriptions())
                .containsExactly("s-1");
        assertThat(server.asked()).hasSize(1);
        assertThat(sent(0))
                .containsEntry("subscriptions", List.of("s-1", "s-2"))
                .containsEntry(
                        "query",
                        "resources | where type =~ 'microsoft.eventgrid/systemtopics'"
                                + " | where properties.topicType =~ 'Microsoft.Resources.Subscriptions'"
                                + " | project id, source = tostring(properties.source) | order by id asc");
    }

    @Test
    void what_is_left_of_them_is_asked_for_by_the_token() {
        server.then(200, """
                        {"data":[{"source":"/subscriptions/s-2"}],"resultTruncated":"true","$skipToken":"t+1"}""").then(200, """
                        {"data":[{"source":"/subscriptions/s-1"}],"resultTruncated":"false"}""");

        assertThat(topics(Scope.EVERYWHERE).subscriptions()).containsExactly("s-1", "s-2");
        assertThat(sent(1))
                .containsEntry("options", Map.of("$top", 1000, "resultFormat", "objectArray", "$skipToken", "t+1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\"",
                "7",
                "{}",
                "[\"/subscriptions/s-1\"]",
                "\"s-1\"",
                "\"/subscriptions/\"",
                "\"/subscriptions/s-1/resourceGroups/rg\"",
                "\" /subscriptions/s-1\"",
                "\"/subscriptions/s-1\\n\"",
                "\"https://x/subscriptions/s-1\""
            })
    void a_topic_of_something_else_covers_no_subscription_and_hides_no_other(String source) {
        server.then(
                200, "{\"data\":[{\"id\":\"i\",\"source\":" + source + "},{},{\"source\":\"/Subscriptions/S-9/\"}]}");

        assertThat(topics(Scope.EVERYWHERE).subscriptions()).containsExactly("s-9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":{}}", "{\"data\":[7]}", "[]", "{\"data\":["})
    void an_answer_without_rows_is_not_none(String body) {
        server.then(200, body);

        assertThatThrownBy(() -> topics(Scope.EVERYWHERE).subscriptions()).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void rows_that_were_left_out_are_not_taken_for_none() {
        server.then(200, "{\"data\":[],\"resultTruncated\":\"true\"}");

        assertThatThrownBy(() -> topics(Scope.EVERYWHERE).subscriptions()).isInstanceOf(Failure.Terminal.class);
    }

    @Test
    void pages_without_an_end_are_not_followed() {
        server.then(200, "{\"data\":[],\"$skipToken\":\"t\"}");

        assertThatThrownBy(() -> topics(Scope.EVERYWHERE).subscriptions()).isInstanceOf(Failure.Terminal.class);
        assertThat(server.asked()).hasSize(10);
    }
}
