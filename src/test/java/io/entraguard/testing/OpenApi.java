package io.entraguard.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A published OpenAPI 3.0 document, by which requests and answers are judged: each judgement is a list of faults. Not thread-safe. */
public final class OpenApi {
    private final JsonNode document;
    private final SchemaRegistry schemas = SchemaRegistry.withDialect(Dialects.getOpenApi30());
    private final IdentityHashMap<JsonNode, Schema> compiled = new IdentityHashMap<>();

    public OpenApi(JsonNode document) {
        this.document = document;
    }

    /**
     * What is wrong with a request: an operation, a parameter or a body that the document does not know.
     *
     * @param path decoded segments
     */
    public List<String> request(String method, List<String> path, Map<String, String> query, Optional<JsonNode> body) {
        List<String> faults = new ArrayList<>();
        JsonNode operation = operation(method, path);
        if (operation.isMissingNode()) {
            return List.of(method + " /" + String.join("/", path) + " is no operation");
        }
        Map<String, JsonNode> known = new HashMap<>();
        operation.path("parameters").forEach(parameter -> {
            JsonNode meant = resolved(parameter);
            if (meant.path("in").asText().equals("query")) {
                known.put(meant.path("name").asText(), meant.path("schema"));
            }
        });
        query.forEach((name, value) -> {
            if (known.containsKey(name)) {
                faults.addAll(faults(known.get(name), typed(known.get(name), value)));
            } else {
                faults.add("the parameter " + name + " is not known");
            }
        });
        JsonNode wanted = schema(operation.path("requestBody"));
        if (body.isPresent() == wanted.isMissingNode()) {
            faults.add(wanted.isMissingNode() ? "a body that is not known" : "the body is missing");
        }
        body.ifPresent(json -> faults.addAll(undeclared(wanted, json)));
        body.ifPresent(json -> faults.addAll(faults(wanted, json)));
        return faults;
    }

    /** What is wrong with an answer: a status or a body that the document does not know. */
    public List<String> answer(String method, List<String> path, int status, Optional<JsonNode> body) {
        JsonNode responses = operation(method, path).path("responses");
        JsonNode response = resolved(responses.path(Integer.toString(status)));
        if (response.isMissingNode()) {
            return List.of("the status " + status + " is not known");
        }
        return body.map(json -> faults(schema(response), json)).orElse(List.of());
    }

    private JsonNode operation(String method, List<String> path) {
        JsonNode paths = document.path("paths");
        List<String> names = new ArrayList<>();
        paths.fieldNames().forEachRemaining(names::add);
        // A template without variables goes before one that fits by them.
        Collections.sort(names, (a, b) -> Long.compare(variables(a), variables(b)));
        return names.stream()
                .filter(name -> fits(List.of(name.substring(1).split("/")), path))
                .findFirst()
                .map(name -> paths.path(name).path(method.toLowerCase(java.util.Locale.ROOT)))
                .orElse(paths.path(""));
    }

    private static long variables(String template) {
        return template.chars().filter(c -> c == '{').count();
    }

    private static boolean fits(List<String> template, List<String> path) {
        if (template.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!template.get(i).startsWith("{") && !template.get(i).equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode schema(JsonNode holder) {
        JsonNode content = holder.path("content");
        String type = content.has("application/problem+json") ? "application/problem+json" : "application/json";
        return content.path(type).path("schema");
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static JsonNode typed(JsonNode schema, String value) {
        return schema.path("type").asText().equals("integer")
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
                : JsonNodeFactory.instance.textNode(value);
    }

    /** A schema without {@code additionalProperties: false} would take a misspelt field, which the service ignores. */
    private static List<String> undeclared(JsonNode schema, JsonNode json) {
        JsonNode declared = schema.has("oneOf") ? schema.path("oneOf").path(0) : schema;
        List<String> faults = new ArrayList<>();
        json.fieldNames().forEachRemaining(name -> {
            if (!declared.path("properties").has(name)) {
                faults.add("the field " + name + " is not known");
            }
        });
        return faults;
    }

    private List<String> faults(JsonNode schema, JsonNode json) {
        return compiled.computeIfAbsent(schema, this::compile).validate(json).stream()
                .map(Error::toString)
                .toList();
    }

    private Schema compile(JsonNode schema) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.set("components", document.path("components"));
        whole.putArray("allOf").add(schema);
        return schemas.getSchema(whole);
    }
}
