package io.entraguard.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.entraguard.lab.world.ArmWrite;
import io.entraguard.reconcile.Kpis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what a run leaves behind: the files of contracts.md section 5. */
final class Outputs {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(com.fasterxml.jackson.core.StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final List<String> FILES = List.of(
            "clusters.json",
            "writes.jsonl",
            "tickets.json",
            "audit.jsonl",
            "decisions.jsonl",
            "summary.json",
            "report.html");

    private final Path out;

    Outputs(Path out) {
        this.out = out;
    }

    /** Makes the folder, with what an earlier run left there taken away. */
    void clear() {
        try {
            Files.createDirectories(out);
            for (String file : FILES) {
                Files.deleteIfExists(out.resolve(file));
            }
            deleteTree(out.resolve("ledger"));
        } catch (IOException e) {
            throw new UncheckedIOException(out + " cannot be written", e);
        }
    }

    /** Writes everything. */
    void write(Player player) {
        try {
            pretty("clusters.json", player.world().clusters());
            lines(
                    "writes.jsonl",
                    player.world().writes().stream().map(ArmWrite::json).toList());
            pretty("tickets.json", player.stores().tickets().tree());
            lines("audit.jsonl", player.stores().sink().events());
            lines(
                    "decisions.jsonl",
                    player.seen().passes().stream().map(Seen::json).toList());
            Map<String, Object> summary =
                    Kpis.of(player.stores().memory(), player.clock().instant());
            pretty("summary.json", summary);
            player.stores().ledger().dump(out.resolve("ledger"));
            // Last: it asks how the guard is doing, and what that finds new may be recorded.
            Files.writeString(out.resolve("report.html"), player.api().console().report());
        } catch (IOException e) {
            throw new UncheckedIOException(out + " cannot be written", e);
        }
    }

    private void pretty(String file, Object tree) throws IOException {
        Files.writeString(
                out.resolve(file),
                JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(tree) + "\n");
    }

    private void lines(String file, Collection<Map<String, Object>> trees) throws IOException {
        String text = trees.stream().map(Outputs::line).collect(Collectors.joining());
        Files.writeString(out.resolve(file), text);
    }

    private static String line(Map<String, Object> tree) {
        try {
            return JSON.writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("outputs are trees of JSON values", e);
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
