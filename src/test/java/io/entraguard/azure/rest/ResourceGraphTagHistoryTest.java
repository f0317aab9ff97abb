package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.TagHistory.TagChange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceGraphTagHistoryTest {
    private static final String ID =
            "/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c-1";
    private static final ClusterRef CLUSTER = ClusterRef.of(ID);
    private static final Instant FROM = Instant.parse("2026-01-05T09:00:00.5Z");

    private final AnsweringServer server = new AnsweringServer();
    private final ResourceGraphTagHistory history = new ResourceGraphTagHistory(
            server.url(), new AzureHttp("9.9", Duration.ofSeconds(10)).pipeline(server.url(), Optional.empty()));

    @AfterEach
    void stop() {
        server.close();
    }

    private static String rows(String... rows) {
        return "{\"resultTruncated\":\"false\",\"data\":[" + String.join(",", rows) + "]}";
    }

    private static String row(String target, String attributes, String changes) {
        return "{\"id\":\"x\",\"properties\":{\"targetResourceId\":\"" + target + "\",\"changeType\":\"Update\","
                + "\"changeAttributes\":{" + attributes + "},\"changes\":{" + changes + "}}}";
    }

    private static String at(String time) {
        return "\"timestamp\":\"" + time + "\"";
    }

    private Map<String, Object> sent(int index) {
        return JsonTree.read(server.asked().get(index).body().getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private String query() {
        return String.valueOf(sent(0).get("query"));
    }

    @Test
    void one_clusters_changes_of_one_tag_are_asked_for_in_its_subscription() {
        server.then(200, rows());

        assertThat(history.of(CLUSTER, "entra-guard-approve", FROM)).isEmpty();
        assertThat(sent(0)).containsEntry("subscriptions", List.of("s-1"));
        assertThat(query())
                .isEqualTo("resourcechanges"
                        + " | where tostring(properties.targetResourceId) =~ '" + ID + "'"
                        + " | where todatetime(properties.changeAttributes.timestamp) >= datetime(2026-01-05T09:00:00Z)"
                        + " | where tostring(properties.changes) contains 'tags.entra-guard-approve'"
                        + " | project id, properties | order by id asc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x' or 'a' == 'a", "x\\", "a | take 1", "\n", "", "\u2028"})
    void no_name_that_means_something_in_a_query_gets_into_one(String name) {
        server.then(200, rows());

        history.of(CLUSTER, name, FROM);

        assertThat(query()).doesNotContain("contains").doesNotContain("take 1").doesNotContain("==");
    }

    @Test
    void a_change_is_read_as_resource_graph_tells_it() {
        server.then(
                200,
                rows(
                        row(
                                ID.toUpperCase(java.util.Locale.ROOT),
                                at("2026-01-05T09:10:00.347+00:00")
                                        + ",\"correlationId\":\"c-2\",\"changedBy\":\"mara@example.com\"",
                                "\"tags.Stage\":{\"previousValue\":\"a\",\"newValue\":\"b\"},"
                                        + "\"properties.x\":{\"newValue\":\"c\"}"),
                        row(
                                ID,
                                at("2026-01-05T09:05:00Z") + ",\"changedBy\":\"\"",
                                "\"tags.stage\":{\"newValue\":\"a\"}")));

        assertThat(history.of(CLUSTER, "stage", FROM))
                .containsExactly(
                        new TagChange(Instant.parse("2026-01-05T09:05:00Z"), "a", Optional.empty(), ""),
                        new TagChange(
                                Instant.parse("2026-01-05T09:10:00.347Z"),
                                "b",
                                Optional.of("c-2"),
                                "mara@example.com"));
    }

    @Test
    void rows_of_others_and_of_before_are_left_out() {
        String changes = "\"tags.stage\":{\"newValue\":\"a\"}";
        server.then(
                200,
                rows(
                        row(ID + "2", at("2026-01-05T09:10:00Z"), changes),
                        row("", at("2026-01-05T09:10:00Z"), changes),
                        row(ID, at("2026-01-05T08:59:59Z"), changes),
                        row(ID, at("2026-01-05T09:10:00Z"), "\"tags\":{\"newValue\":\"a\"}"),
                        "{\"id\":\"x\"}"));

        assertThat(history.of(CLUSTER, "stage", FROM)).isEmpty();
    }

    @Test
    void a_change_by_nobody_in_no_call_carries_neither() {
        server.then(
                200,
                rows(row(
                        ID,
                        at("2026-01-05T09:10:00Z")
                                + ",\"correlationId\":\"00000000-0000-0000-0000-000000000000\",\"changedBy\":null",
                        "\"tags.stage\":null")));

        assertThat(history.of(CLUSTER, "stage", FROM))
                .containsExactly(new TagChange(Instant.parse("2026-01-05T09:10:00Z"), "", Optional.empty(), ""));
    }

    @Test
    void every_page_is_read() {
        server.then(
                        200,
                        "{\"resultTruncated\":\"true\",\"$skipToken\":\"t+1\",\"data\":["
                                + row(ID, at("2026-01-05T09:20:00Z"), "\"tags.stage\":{\"newValue\":\"b\"}") + "]}")
                .then(200, rows(row(ID, at("2026-01-05T09:10:00Z"), "\"tags.stage\":{\"newValue\":\"a\"}")));

        assertThat(history.of(CLUSTER, "stage", FROM))
                .extracting(TagChange::newValue)
                .containsExactly("a", "b");
        assertThat(JsonTree.object(sent(1), "options")).containsEntry("$skipToken", "t+1");
    }

    @Test
    void pages_without_an_end_are_given_up() {
        server.then(200, "{\"resultTruncated\":\"true\",\"$skipToken\":\"t\",\"data\":[]}");

        assertThatThrownBy(() -> history.of(CLUSTER, "stage", FROM)).isInstanceOf(Failure.Terminal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"timestamp\":\"yesterday\"", "\"timestamp\":7"})
    void a_change_without_a_time_is_not_taken_for_never(String attributes) {
        server.then(200, rows(row(ID, attributes, "\"tags.stage\":{\"newValue\":\"a\"}")));

        assertThatThrownBy(() -> history.of(CLUSTER, "stage", FROM)).isInstanceOf(Failure.Terminal.class);
    }
}
