package io.entraguard.reconcile;

import static io.entraguard.testing.ClusterDocument.OTHER_GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.testing.ClusterDocument;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static String of(ClusterDocument document) {
        return Fingerprint.of(document.snapshot());
    }

    private static ClusterDocument cluster() {
        return ClusterDocument.compliant("c-1");
    }

    @Test
    void the_same_cluster_has_the_same_one() {
        assertThat(of(cluster())).isEqualTo(of(cluster())).matches("[0-9a-f]{32}");
    }

    @Test
    void whatever_a_verdict_turns_on_makes_another_one() {
        Stream<ClusterDocument> clusters = Stream.of(
                cluster(),
                cluster().entra(OTHER_GROUP),
                cluster().entra(),
                cluster().aad(Map.of("managed", true, "enableAzureRBAC", true)),
                cluster().aad(Map.of("managed", true, "tenantID", "t")),
                cluster().with("disableLocalAccounts", false),
                cluster().without("disableLocalAccounts"),
                cluster().with("enableRBAC", false),
                cluster().tag("env", "prod"),
                cluster().tag("owner", "team-b"),
                cluster().with("provisioningState", "Updating"),
                cluster().with("powerState", Map.of("code", "Stopped")),
                cluster().with("resourceUID", "another"));
        assertThat(clusters.map(FingerprintTest::of)).doesNotHaveDuplicates();
    }

    @Test
    void what_changes_by_itself_makes_no_other_one() {
        assertThat(of(cluster()
                        .withTop("eTag", "e-2")
                        .with("kubernetesVersion", "1.34")
                        .pool("np", "Scaling")))
                .isEqualTo(of(cluster()));
    }

    @Test
    void a_row_without_an_etag_has_the_same_one_as_the_document() {
        assertThat(of(cluster().withTop("eTag", null))).isEqualTo(of(cluster()));
    }

    @Test
    void nothing_in_a_tags_value_can_stand_for_another_tag() {
        assertThat(List.of(
                        of(cluster().tag("a", "1, b=2")),
                        of(cluster().tag("a", "1").tag("b", "2")),
                        of(cluster().tag("a", "1,1:b=1:2"))))
                .doesNotHaveDuplicates();
    }

    @Test
    void tag_names_are_one_in_any_case() {
        assertThat(of(cluster().tag("Env", "prod"))).isEqualTo(of(cluster().tag("env", "prod")));
    }
}
