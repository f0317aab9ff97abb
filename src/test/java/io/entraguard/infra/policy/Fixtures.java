package io.entraguard.infra.policy;

import io.entraguard.lab.world.Json;
import io.entraguard.model.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every cluster that the tests know, as the resource that Azure Policy would be shown. */
final class Fixtures {
    private static final String TYPE = "Microsoft.ContainerService/managedClusters";
    private static final Set<String> BESIDE_PROPERTIES =
            Set.of("id", "name", "type", "location", "tags", "sku", "identity", "kind", "properties");

    private Fixtures() {}

    /** Those of the fleets and those that a timeline creates or tags, as they are written. */
    static List<Map<String, Object>> ofScenarios() throws IOException {
        var clusters = new ArrayList<Map<String, Object>>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/scenarios"), 2)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.equals("fleet.json") && Json.parse(Files.readString(file)) instanceof List<?> fleet) {
                    fleet.forEach(cluster -> Tree.object(cluster).ifPresent(clusters::add));
                } else if (name.equals("timeline.jsonl")) {
                    Files.readAllLines(file).forEach(line -> written(line).ifPresent(clusters::add));
                }
            }
        }
        return clusters;
    }

    /** Those of the command line's tests, which are in every shape that Azure's tools print. */
    static List<Map<String, Object>> ofCommandLine() throws IOException {
        var clusters = new ArrayList<Map<String, Object>>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/clusters"))) {
            for (Path file : files.sorted().toList()) {
                collect(Json.parse(Files.readString(file)), clusters);
            }
        }
        return clusters;
    }

    private static void collect(@Nullable Object found, List<Map<String, Object>> clusters) {
        if (found instanceof List<?> several) {
            several.forEach(one -> collect(one, clusters));
            return;
        }
        Map<String, Object> object = Tree.object(found).orElse(Map.of());
        for (String wrapper : List.of("value", "data")) {
            Tree.property(object, wrapper).ifPresent(inner -> collect(inner.value(), clusters));
        }
        if (TYPE.equalsIgnoreCase(String.valueOf(object.get("type")))) {
            clusters.add(resource(object));
        }
    }

    /** What az has flattened goes back below {@code properties}. */
    private static Map<String, Object> resource(Map<String, Object> document) {
        if (document.containsKey("properties")) {
            return document;
        }
        var properties = new LinkedHashMap<>(document);
        properties.keySet().removeIf(BESIDE_PROPERTIES::contains);
        var resource = new LinkedHashMap<>(document);
        resource.keySet().removeIf(name -> !BESIDE_PROPERTIES.contains(name));
        resource.put("properties", properties);
        return resource;
    }

    private static Optional<Map<String, Object>> written(String line) {
        Optional<Map<String, Object>> whole = Json.object(line);
        Optional<Map<String, Object>> act =
                whole.flatMap(told -> object(told, "silent")).or(() -> whole);
        return act.flatMap(told -> object(told, "create"))
                .flatMap(create -> object(create, "cluster"))
                .or(() -> act.flatMap(told -> object(told, "edit")).flatMap(edit -> object(edit, "merge")))
                .map(cluster -> {
                    Map<String, Object> typed = Tree.copy(cluster);
                    typed.putIfAbsent("type", TYPE);
                    return typed;
                });
    }

    private static Optional<Map<String, Object>> object(Map<String, Object> parent, String name) {
        return Tree.object(parent.get(name));
    }
}
