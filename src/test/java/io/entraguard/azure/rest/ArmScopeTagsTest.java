package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.TagScope;
import io.entraguard.model.Tags;
import io.entraguard.reconcile.Failure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmScopeTagsTest {
    private static final TagScope GROUP =
            TagScope.parse("/subscriptions/s-1/resourceGroups/rg(a)\u00e9").orElseThrow();
    private static final TagScope SUBSCRIPTION =
            TagScope.parse("/subscriptions/s-1").orElseThrow();

    private final AnsweringServer server = new AnsweringServer();
    private final ArmScopeTags tags = new ArmScopeTags(
            server.url(), new AzureHttp("9.9", Duration.ofSeconds(10)).pipeline(server.url(), Optional.empty()));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void each_kind_of_scope_is_asked_for_by_its_own_version() {
        server.then(200, "{\"tags\":{\"env\":\"prod\",\"empty\":null}}").then(200, "{\"tags\":{\"env\":\"dev\"}}");

        assertThat(tags.of(GROUP)).isEqualTo(Tags.of(Map.of("env", "prod", "empty", "")));
        assertThat(tags.of(SUBSCRIPTION)).isEqualTo(Tags.of(Map.of("env", "dev")));
        assertThat(server.asked())
                .extracting(AnsweringServer.Asked::pathAndQuery)
                .containsExactly(
                        "/subscriptions/s-1/resourceGroups/rg(a)%C3%A9?api-version=2021-04-01",
                        "/subscriptions/s-1?api-version=2022-12-01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"tags\":null}", "{\"tags\":{}}"})
    void a_document_without_tags_has_none(String body) {
        server.then(200, body);

        assertThat(tags.of(GROUP)).isEqualTo(Tags.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tags\":[]}",
                "{\"tags\":\"x\"}",
                "{\"tags\":{\"env\":7}}",
                "{\"tags\":{\"env\":\"a\",\"ENV\":\"b\"}}",
                "{\"tags\":{\"env\":\"a\",\"env\":\"b\"}}",
                "[]",
                "{"
            })
    void tags_that_cannot_be_read_are_not_no_tags(String body) {
        server.then(200, body);

        assertThatThrownBy(() -> tags.of(GROUP)).isInstanceOf(Failure.class);
    }

    @Test
    void a_group_that_is_gone_has_none() {
        server.then(404, "{\"error\":{\"code\":\"ResourceGroupNotFound\",\"message\":\"not found\"}}");

        assertThat(tags.of(GROUP)).isEqualTo(Tags.NONE);
    }
}
