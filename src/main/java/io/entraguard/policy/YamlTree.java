package io.entraguard.policy;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A YAML document as a tree, together with where each key and value stands. Only what a policy needs is read: one
 * document, no aliases, no tags, not nested deeper than any policy is.
 */
final class YamlTree {
    /** A policy nests seven deep at most. */
    private static final int DEEPEST = 16;

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Pattern PLAIN_KEY = Pattern.compile("[\\w-]{1,80}");

    private final String text;
    private final Map<String, Place> keys = new HashMap<>();
    private final Map<String, Place> values = new HashMap<>();
    private Place here = new Place("", 0, 0);

    private Open open = new Open("", "", this);

    /** Where something stands, and its path in words. */
    record Place(String path, int line, int column) {
        PolicyProblem problem(String message) {
            return new PolicyProblem(line, column, path, message);
        }
    }

    /** The object whose keys are being read. */
    record Open(String pointer, String path, YamlTree places) {
        /** The path of one of its keys. */
        String child(String name) {
            return YamlTree.child(path, name);
        }

        /** The line of the key of that name which was read before. */
        int line(String name) {
            return places.key(pointer, name).line();
        }
    }

    /** The document with its places. */
    record Document(JsonNode root, YamlTree places) {}

    private YamlTree(String text) {
        this.text = text;
    }

    /**
     * Reads the text.
     *
     * @throws PolicyFile.Invalid where it is not one plain YAML document
     */
    static Document read(String text) {
        var tree = new YamlTree(text);
        try (YAMLParser parser = YAML.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new PolicyFile.Invalid(
                        PolicyProblem.ofFile("the file is empty; a policy begins with 'apiVersion: entra-guard/v1'"));
            }
            JsonNode root = tree.value(parser, "", "", 0);
            if (parser.nextToken() != null) {
                throw tree.at(parser, "").invalid("the file holds more than one document; keep one and drop the '---'");
            }
            return new Document(root, tree);
        } catch (StreamReadException e) {
            throw YamlFault.of(e, tree.open);
        } catch (IOException e) {
            throw new PolicyFile.Invalid(PolicyProblem.ofFile("the file is not YAML"));
        }
    }

    /** Where the value of that JSON pointer stands. */
    Place value(String pointer) {
        return values.getOrDefault(pointer, here);
    }

    /** Where the key of that name in the object of that JSON pointer stands. */
    Place key(String pointer, String name) {
        return Optional.ofNullable(keys.get(pointer + "/" + escaped(name))).orElseGet(() -> value(pointer));
    }

    private JsonNode value(YAMLParser parser, String pointer, String path, int depth) throws IOException {
        Spot spot = at(parser, path);
        values.put(pointer, spot.place);
        if (depth > DEEPEST) {
            throw spot.invalid("the file is nested deeper than " + DEEPEST + " levels, which no policy is");
        }
        if (parser.isCurrentAlias()) {
            throw spot.invalid(
                    "aliases such as *" + Words.shown(parser.getText()) + " are not read; write the value out");
        }
        if (parser.getTypeId() != null) {
            throw spot.invalid("tags such as !" + Words.shown(tagWord(parser)) + " are not read; leave the tag out");
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(parser, pointer, path, depth);
        }
        return token == JsonToken.START_ARRAY ? array(parser, pointer, path, depth) : scalar(parser, token);
    }

    private ObjectNode object(YAMLParser parser, String pointer, String path, int depth) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (nextKey(parser, pointer, path)) {
            String name = parser.currentName();
            String keyPointer = pointer + "/" + escaped(name);
            keys.put(keyPointer, at(parser, child(path, name)).place);
            parser.nextToken();
            object.set(name, value(parser, keyPointer, child(path, name), depth + 1));
        }
        return object;
    }

    private boolean nextKey(YAMLParser parser, String pointer, String path) throws IOException {
        open = new Open(pointer, path, this);
        return parser.nextToken() != JsonToken.END_OBJECT;
    }

    private ArrayNode array(YAMLParser parser, String pointer, String path, int depth) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String place = "[" + array.size() + "]";
            array.add(value(parser, pointer + "/" + array.size(), path + place, depth + 1));
        }
        return array;
    }

    private JsonNode scalar(YAMLParser parser, JsonToken token) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (token) {
            case VALUE_NULL -> nodes.nullNode();
            case VALUE_TRUE, VALUE_FALSE -> nodes.booleanNode(token == JsonToken.VALUE_TRUE);
            case VALUE_NUMBER_INT -> nodes.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> fraction(parser);
            // "key:" with nothing after it is null in YAML; the parser makes no difference to a quoted "".
            default ->
                parser.getText().isEmpty() && !quoteAt(parser) ? nodes.nullNode() : nodes.textNode(parser.getText());
        };
    }

    private static JsonNode fraction(YAMLParser parser) throws IOException {
        try {
            return JsonNodeFactory.instance.numberNode(parser.getDoubleValue());
        } catch (StreamReadException e) {
            // YAML's .inf and .nan: no key takes them, and as words they can be shown.
            return JsonNodeFactory.instance.textNode(parser.getText());
        }
    }

    private boolean quoteAt(YAMLParser parser) {
        try {
            int offset = text.offsetByCodePoints(
                    0, (int) parser.currentTokenLocation().getCharOffset());
            return offset < text.length() && "\"'|>".indexOf(text.charAt(offset)) >= 0;
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    private static String tagWord(YAMLParser parser) throws IOException {
        return String.valueOf(parser.getTypeId()).replace("tag:yaml.org,2002:", "!");
    }

    private static String child(String path, String name) {
        String segment = PLAIN_KEY.matcher(name).matches() ? name : Words.quoted(name);
        return path.isEmpty() ? segment : path + "." + segment;
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private Spot at(YAMLParser parser, String path) {
        JsonLocation location = parser.currentTokenLocation();
        here = new Place(path, location.getLineNr(), location.getColumnNr());
        return new Spot(here);
    }

    private record Spot(Place place) {
        PolicyFile.Invalid invalid(String message) {
            return new PolicyFile.Invalid(place.problem(message));
        }
    }
}
