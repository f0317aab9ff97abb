package io.entraguard.reconcile.ocsf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Our own JSON Schema of the OCSF classes that the guard speaks: the truth that its events are held against. */
public final class OcsfSchema {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(read("/ocsf/ocsf-1.8.0.schema.json"));

    private OcsfSchema() {}

    private static JsonNode read(String name) {
        try (InputStream resource = Objects.requireNonNull(OcsfSchema.class.getResourceAsStream(name))) {
            return new ObjectMapper().readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with an event; empty if nothing is. */
    public static List<String> faults(JsonNode event) {
        return SCHEMA.validate(event).stream().map(Error::toString).toList();
    }
}
