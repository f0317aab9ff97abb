package io.entraguard.lab.world.timeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Json;
import io.entraguard.model.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A scenario folder, read and found to be in order (contracts.md section 5).
 *
 * @param fleet the clusters of {@code fleet.json}, as they stand there
 * @param maintenance the clusters' maintenance configurations of {@code fleet.json}, as they stand there
 * @param policy the path of {@code policy.yaml}; empty for the built-in example. Not read here
 */
public record Scenario(
        Path folder,
        List<Map<String, Object>> fleet,
        List<Map<String, Object>> maintenance,
        Directory directory,
        Optional<Path> policy,
        List<Line> timeline) {

    /**
     * Reads a folder.
     *
     * @throws BadScenario where it cannot be played
     */
    public static Scenario read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadScenario(folder + " is not a folder; a scenario is one with fleet.json and timeline.jsonl");
        }
        FleetFile fleet = fleet(folder.resolve("fleet.json"));
        Path policy = folder.resolve("policy.yaml");
        return new Scenario(
                folder,
                fleet.clusters(),
                fleet.maintenance(),
                directory(folder.resolve("directory.json")),
                Files.exists(policy) ? Optional.of(policy) : Optional.empty(),
                Timeline.read(required(folder.resolve("timeline.jsonl")), fleet.refs(), name -> has(folder, name)));
    }

    private static FleetFile fleet(Path file) {
        if (!(json(file, required(file)) instanceof List<?> list)) {
            throw new BadScenario(file + " is not a JSON array; it holds managedClusters resources, [] for none");
        }
        return FleetFile.of(file, list);
    }

    private static Directory directory(Path file) {
        if (!Files.exists(file)) {
            return Directory.OPEN;
        }
        Map<String, Object> json = Tree.object(json(file, required(file)))
                .orElseThrow(() ->
                        new BadScenario(file + " is not a JSON object; it holds \"groups\" and \"roleAssignments\""));
        try {
            return Directory.read(json);
        } catch (IllegalArgumentException e) {
            throw new BadScenario(file + ": " + e.getMessage());
        }
    }

    private static byte[] required(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadScenario(file + " is missing; a scenario folder has fleet.json and timeline.jsonl");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BadScenario(file + " cannot be read; check its permissions");
        }
    }

    private static @Nullable Object json(Path file, byte[] bytes) {
        try {
            return Json.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new BadScenario(file + " is not JSON" + place + "; correct it there");
        }
    }

    /** Whether the name is that of a file directly in the folder: no way leads out of it. */
    private static boolean has(Path folder, String name) {
        try {
            Path file = folder.resolve(name).normalize();
            return file.startsWith(folder.normalize()) && Files.isRegularFile(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
