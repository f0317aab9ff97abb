package io.entraguard.lab.world;

import static io.entraguard.lab.world.LabAzure.C1;
import static io.entraguard.lab.world.LabAzure.V;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.world.LabAzure.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The precondition table of https://learn.microsoft.com/azure/aks/use-etags, cell by cell. */
class EtagMatrixTest {

    @ParameterizedTest(name = "{0}: {1} on a missing cluster is {2}, on an existing one {3}")
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "nothing       |      | 201 | 200",
                "If-Match      | ''   | 201 | 200",
                "If-Match      | *    | 412 | 200",
                "If-Match      | right| 412 | 200",
                "If-Match      | stale| 412 | 412",
                "If-None-Match | *    | 201 | 412",
                "If-None-Match | ''   | 201 | 200",
                "If-None-Match | other| 400 | 400",
            })
    void a_put_answers_as_the_table_says(String header, String value, int missing, int existing) {
        try (var azure = LabAzure.with()) {
            assertThat(put(azure, header, value == null ? "" : value).status()).isEqualTo(missing);
        }
        try (var azure = LabAzure.with(LabAzure.plain("c1"))) {
            String sent = "right".equals(value) ? azure.eTag(C1) : value == null ? "" : value;
            assertThat(put(azure, header, sent).status()).isEqualTo(existing);
        }
    }

    private static Reply put(LabAzure azure, String header, String value) {
        Map<String, Object> body = LabAzure.object("{\"location\":\"westeurope\",\"properties\":{}}");
        return header.equals("nothing") ? azure.put(C1.id() + V, body) : azure.put(C1.id() + V, body, header, value);
    }

    @Test
    void both_headers_at_once_are_refused() {
        try (var azure = LabAzure.with(LabAzure.plain("c1"))) {
            Reply reply = azure.put(C1.id() + V, azure.read(C1), "If-Match", "*", "If-None-Match", "*");
            assertThat(reply.status()).isEqualTo(400);
            assertThat(azure.world.writes())
                    .singleElement()
                    .satisfies(write -> assertThat(write.applied()).isFalse());
        }
    }

    @Test
    void a_refused_precondition_comes_in_the_bare_envelope_and_changes_nothing() {
        try (var azure = LabAzure.with(LabAzure.plain("c1"))) {
            Map<String, Object> before = azure.read(C1);
            Reply reply = azure.put(C1.id() + V, azure.remedied(C1), "If-Match", "stale");
            assertThat(reply.at("code")).isEqualTo("PreconditionFailed");
            assertThat(reply.at("error")).isNull();
            assertThat(azure.read(C1)).isEqualTo(before);
        }
    }

    @Test
    void a_quoted_etag_is_the_same_etag() {
        try (var azure = LabAzure.with(LabAzure.plain("c1"))) {
            Reply reply = azure.put(C1.id() + V, azure.remedied(C1), "If-Match", "\"" + azure.eTag(C1) + "\"");
            assertThat(reply.status()).isEqualTo(200);
        }
    }

    @Test
    void a_cluster_without_an_etag_takes_a_star_only() {
        String none = LabAzure.plain("c1").replaceFirst("\\{", "{\"eTag\":null,");
        try (var azure = LabAzure.with(none)) {
            assertThat(azure.read(C1)).containsEntry("eTag", null);
            assertThat(azure.put(C1.id() + V, azure.remedied(C1), "If-Match", "any")
                            .status())
                    .isEqualTo(412);
            assertThat(azure.put(C1.id() + V, azure.remedied(C1), "If-Match", "*")
                            .status())
                    .isEqualTo(200);
        }
    }
}
