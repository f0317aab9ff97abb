package io.entraguard.lab.world;

import static io.entraguard.lab.world.LabAzure.ALICE;
import static io.entraguard.lab.world.LabAzure.C1;
import static io.entraguard.lab.world.LabAzure.V;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.world.LabAzure.Reply;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TagsAndDeleteTest {
    private static final String TAGS = C1.id() + "/providers/Microsoft.Resources/tags/default?api-version=2021-04-01";

    private final LabAzure azure = LabAzure.with(LabAzure.plain("c1"));

    @AfterEach
    void close() {
        azure.close();
    }

    private Reply tags(String operation, String tags) {
        return azure.send(
                "PATCH", TAGS, "{\"operation\":\"" + operation + "\",\"properties\":{\"tags\":" + tags + "}}");
    }

    @Test
    void the_tags_api_merges_replaces_and_deletes() {
        assertThat(tags("Merge", "{\"ENV\":\"prod\",\"a\":\"1\"}").at("properties", "tags"))
                .isEqualTo(Map.of("env", "prod", "a", "1"));
        assertThat(tags("Delete", "{\"A\":\"1\"}").at("properties", "tags")).isEqualTo(Map.of("env", "prod"));
        assertThat(tags("Replace", "{\"b\":\"2\"}").status()).isEqualTo(200);
        assertThat(azure.read(C1).get("tags")).isEqualTo(Map.of("b", "2"));
        assertThat(azure.get(TAGS).at("properties", "tags")).isEqualTo(Map.of("b", "2"));
        assertThat(azure.events())
                .hasSize(3)
                .allSatisfy(event -> assertThat(Documents.text(event, "data", "operationName"))
                        .contains("Microsoft.Resources/tags/write"));
        assertThat(azure.world.writes())
                .hasSize(3)
                .allSatisfy(write -> assertThat(write.applied()).isTrue());
    }

    @Test
    void the_tags_api_works_while_an_operation_runs() {
        azure.put(C1.id() + V, azure.remedied(C1), "If-Match", azure.eTag(C1));
        assertThat(tags("Merge", "{\"a\":\"1\"}").status()).isEqualTo(200);
        assertThat(tags("Steal", "{}").status()).isEqualTo(400);
    }

    @Test
    void a_patch_of_the_cluster_replaces_tags_and_takes_nothing_else() {
        Reply reply = azure.send("PATCH", C1.id() + V, "{\"tags\":{\"b\":\"2\"}}", "If-Match", azure.eTag(C1));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("tags")).isEqualTo(Map.of("b", "2"));
        assertThat(azure.send("PATCH", C1.id() + V, "{\"properties\":{\"disableLocalAccounts\":true}}")
                        .status())
                .isEqualTo(400);
        assertThat(azure.events())
                .singleElement()
                .satisfies(event -> assertThat(Documents.text(event, "data", "operationName"))
                        .contains("Microsoft.ContainerService/managedClusters/write"));
    }

    @Test
    void a_patch_is_refused_while_an_operation_runs() {
        azure.put(C1.id() + V, azure.remedied(C1), "If-Match", azure.eTag(C1));
        assertThat(azure.send("PATCH", C1.id() + V, "{\"tags\":{}}").status()).isEqualTo(409);
    }

    @Test
    void a_delete_takes_the_cluster_away_and_is_idempotent() {
        Reply reply = azure.send("DELETE", C1.id() + V, "");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(azure.get(reply.header("Azure-AsyncOperation").orElseThrow()).at("status"))
                .isEqualTo("Succeeded");
        assertThat(azure.get(C1.id() + V).status()).isEqualTo(404);
        assertThat(azure.send("DELETE", C1.id() + V, "").status()).isEqualTo(204);
        assertThat(azure.world.writes()).extracting(ArmWrite::applied).containsExactly(true, false);
        assertThat(azure.world.clusters()).isEmpty();
    }

    @Test
    void a_resource_groups_tags_can_be_read() {
        assertThat(azure.get(LabAzure.GROUP + "?api-version=2021-04-01").at("tags"))
                .isEqualTo(Map.of());
        azure.world.apply(new Change.GroupTags("RG-apps", Caller.user(ALICE), Map.of("env", "prod")));
        assertThat(azure.get(LabAzure.GROUP + "?api-version=2021-04-01").at("tags"))
                .isEqualTo(Map.of("env", "prod"));
        assertThat(azure.get("/subscriptions/s/resourceGroups/none?api-version=2021-04-01")
                        .status())
                .isEqualTo(404);
        assertThat(azure.get("/subscriptions/" + LabAzure.SUBSCRIPTION + "?api-version=2022-12-01")
                        .at("tags"))
                .isEqualTo(Map.of());
    }

    @Test
    void what_the_lab_does_not_serve_is_an_error_of_arm() {
        Reply reply = azure.send("POST", C1.id() + "/listClusterAdminCredential" + V, "");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.at("error", "code")).isNotNull();
        assertThat(azure.world.writes())
                .singleElement()
                .satisfies(write -> assertThat(write.applied()).isFalse());
    }
}
