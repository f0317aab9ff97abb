package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Documents are valid by Atlassian's own JSON Schema, as the npm package {@code @atlaskit/adf-schema} has it. */
class AdfSchemaIT {
    private static Schema schema;

    @BeforeAll
    static void read() throws IOException {
        Path file = Path.of(System.getProperty("npm.directory"))
                .resolve("node_modules/@atlaskit/adf-schema/dist/json-schema/v1/full.json");
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                .getSchema(new ObjectMapper().readTree(file.toFile()));
    }

    private static List<String> faults(JsonNode document) {
        return schema.validate(document).stream().map(Error::toString).toList();
    }

    @ParameterizedTest
    @FieldSource("io.entraguard.tickets.Pages#HOSTILE")
    void a_page_of_hostile_words_is_a_valid_document(String word) {
        assertThat(faults(Adf.of(Pages.hostile(word)))).isEmpty();
    }

    @Test
    void a_page_that_was_cut_is_a_valid_document() {
        assertThat(faults(Adf.of(Pages.longerThan(40_000), List.of(Block.paragraph("the end")))))
                .isEmpty();
    }

    @Test
    void an_empty_page_is_a_valid_document() {
        assertThat(faults(Adf.of(new Page("t", List.of())))).isEmpty();
    }

    @Test
    void the_schema_is_read_and_tells_a_document_that_is_none() throws IOException {
        JsonNode empty = new ObjectMapper()
                .readTree("{\"type\":\"doc\",\"version\":1,\"content\":"
                        + "[{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"\"}]}]}");
        assertThat(faults(empty)).isNotEmpty();
    }
}
