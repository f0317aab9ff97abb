package io.entraguard.policy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.entraguard.policy.YamlTree.Document;
import io.entraguard.policy.YamlTree.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The policy file's JSON Schema, and what it says against a document, in words that name place, fault and remedy. */
final class PolicySchema {
    static final String RESOURCE = "/policy.schema.json";

    private final JsonNode root;
    private final Schema schema;

    private PolicySchema(JsonNode root) {
        this.root = root;
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root);
    }

    /** The schema, read once, when it is first needed. */
    private static final class Published {
        static final PolicySchema SCHEMA = new PolicySchema(read());

        private static JsonNode read() {
            try (InputStream resource = PolicySchema.class.getResourceAsStream(RESOURCE)) {
                if (resource == null) {
                    throw new IllegalStateException("the program is incomplete: " + RESOURCE + " is missing");
                }
                return new ObjectMapper().readTree(resource);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static PolicySchema published() {
        return Published.SCHEMA;
    }

    /** What is wrong with the document. */
    List<PolicyProblem> problems(Document document) {
        var problems = new ArrayList<PolicyProblem>();
        var wrongValues = new HashSet<String>();
        for (Error error : schema.validate(document.root())) {
            // A value of the wrong kind breaks several keywords; the first of them says enough.
            if (aboutKeys(error) || wrongValues.add(error.getInstanceLocation().toString())) {
                problems.add(problem(error, document));
            }
        }
        return List.copyOf(problems);
    }

    private static boolean aboutKeys(Error error) {
        return error.getKeyword().equals("additionalProperties")
                || error.getKeyword().equals("required");
    }

    private PolicyProblem problem(Error error, Document document) {
        String pointer = error.getInstanceLocation().toString();
        JsonNode rule = rule(error);
        JsonNode value = document.root().at(pointer);
        Place place = document.places().value(pointer);
        return switch (error.getKeyword()) {
            case "additionalProperties" ->
                document.places().key(pointer, error.getProperty()).problem(unknownKey(error.getProperty(), rule));
            case "required" -> place.problem(missingKey(error.getProperty(), rule));
            case "propertyNames" -> place.problem("the name of a tag may not be blank or longer than 512 characters");
            case "maxLength" ->
                place.problem(
                        "this is longer than the " + rule.path("maxLength").asInt() + " characters that are allowed");
            default -> place.problem(notExpected(value, rule));
        };
    }

    /** The part of the schema that holds the keyword which failed. */
    private JsonNode rule(Error error) {
        String fragment = error.getSchemaLocation().getFragment().toString();
        return root.at(JsonPointer.compile(fragment).head());
    }

    private static String unknownKey(String name, JsonNode rule) {
        List<String> known = names(rule.path("properties"));
        String near = Words.didYouMean(name, known);
        return "unknown key " + Words.quoted(name) + near + (near.isEmpty() ? "; allowed here: " : " Allowed here: ")
                + String.join(", ", known);
    }

    private static String missingKey(String name, JsonNode rule) {
        JsonNode wanted = rule.path("properties").path(name).path("const");
        return "the key '" + name + "' is missing"
                + (wanted.isTextual() ? "; write '" + name + ": " + wanted.textValue() + "'" : "");
    }

    private String notExpected(JsonNode value, JsonNode rule) {
        List<String> words = words(rule);
        String near = value.isTextual() && words.size() > 1 ? Words.didYouMean(value.textValue(), words) : "";
        return shown(value) + " is not " + expected(rule) + near + remedy(value, rule);
    }

    private static String remedy(JsonNode value, JsonNode rule) {
        String type = rule.path("type").asText();
        if (value.isNull() && rule.has("$schema")) {
            return "";
        }
        if (value.isNull()) {
            return type.equals("array")
                    ? "; write [] for none, or leave the key out"
                    : "; give it a value, or leave the key out";
        }
        if (type.equals("string") && (value.isNumber() || value.isBoolean())) {
            return "; put it in quotes";
        }
        if (!value.isTextual()) {
            return "";
        }
        if (type.equals("array")) {
            return "; write [" + Words.shown(value.textValue()) + "]";
        }
        boolean quoted = type.equals("boolean") && value.textValue().matches("true|false")
                || type.equals("integer") && value.textValue().matches("[0-9]+");
        return quoted ? "; take the quotes away" : "";
    }

    /** What may stand where this part of the schema applies. */
    private String expected(JsonNode rule) {
        if (rule.has("$schema")) {
            return "a policy, which is a mapping of keys that begins with 'apiVersion: entra-guard/v1'";
        }
        if (rule.has("enum") || rule.has("const")) {
            List<String> words = words(rule);
            return words.size() == 1 ? "'" + words.get(0) + "'" : "one of " + String.join(", ", words);
        }
        String example = rule.path("examples").path(0).asText("");
        String such = example.isEmpty() ? "" : ", such as " + example;
        String orNull = rule.path("type").isArray() ? ", or null" : "";
        if (rule.has("title")) {
            return rule.path("title").textValue() + such + orNull;
        }
        String type = rule.path("type").isArray()
                ? rule.path("type").path(0).asText()
                : rule.path("type").asText();
        return switch (type) {
            case "array" -> rule.has("minItems") ? "a list with at least one entry" : "a list";
            case "boolean" -> "true or false";
            case "integer" ->
                "a whole number from " + rule.path("minimum").asText() + " to "
                        + rule.path("maximum").asText();
            case "object" -> "a mapping of keys: " + String.join(", ", names(rule.path("properties"))) + orNull;
            default -> "what is allowed here";
        };
    }

    private static List<String> words(JsonNode rule) {
        if (rule.has("const")) {
            return List.of(rule.path("const").asText());
        }
        return StreamSupport.stream(rule.path("enum").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> names(JsonNode properties) {
        return properties.propertyStream().map(Map.Entry::getKey).toList();
    }

    private static String shown(JsonNode value) {
        if (value.isObject()) {
            return "a mapping of keys";
        }
        if (value.isArray()) {
            return value.isEmpty() ? "an empty list" : "a list";
        }
        return value.isTextual() ? Words.quoted(value.textValue()) : Words.shown(value.asText());
    }
}
