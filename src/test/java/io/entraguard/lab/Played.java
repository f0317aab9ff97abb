package io.entraguard.lab;

import io.entraguard.lab.world.ArmWrite;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Json;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.lab.world.timeline.Scenario;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import io.entraguard.policy.GuardMode;
import io.entraguard.reconcile.Pass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A scenario folder that was played to its end: its outputs, and what only a spectator of the run could see. */
final class Played {
    private final Scenario scenario;
    private final Path out;
    private final List<Told> told = new ArrayList<>();
    private final List<Put> puts = new ArrayList<>();
    private List<Pass> passes = List.of();
    private List<Fault> unusedFaults = List.of();
    private List<String> poison = List.of();
    private Optional<Instant> nextDue = Optional.empty();
    private Instant end = Instant.EPOCH;

    private Played(Scenario scenario, Path out) {
        this.scenario = scenario;
        this.out = out;
    }

    /**
     * A line of the timeline as it was about to be played.
     *
     * @param passes how many passes had been made before it
     * @param writes how many writes had been sent before it
     */
    record Told(Line line, int passes, int writes) {}

    /** A write of the program's and the documents of all clusters as they stood just before it. */
    record Put(ArmWrite write, Map<ClusterRef, Map<String, Object>> before) {
        Optional<ClusterRef> cluster() {
            return ClusterRef.parse(write.path());
        }

        Optional<Map<String, Object>> documentBefore() {
            return cluster().flatMap(ref -> Optional.ofNullable(before.get(ref)));
        }
    }

    /** Plays a folder and writes its outputs. */
    static Played of(Path folder, GuardMode mode, Path out) {
        var played = new Played(Scenario.read(folder), out);
        var outputs = new Outputs(out);
        outputs.clear();
        try (var player = new Player(played.scenario, mode)) {
            player.play(played.new Spectator(player));
            outputs.write(player);
            played.passes = player.seen().passes();
            played.unusedFaults = player.faults().left();
            played.poison = player.stores().queue().poison();
            played.nextDue = player.stores().queue().nextDue();
            played.end = player.clock().instant();
        }
        return played;
    }

    Scenario scenario() {
        return scenario;
    }

    Path out() {
        return out;
    }

    List<Told> told() {
        return told;
    }

    List<Pass> passes() {
        return passes;
    }

    List<Put> puts() {
        return puts;
    }

    List<Fault> unusedFaults() {
        return unusedFaults;
    }

    List<String> poison() {
        return poison;
    }

    /** When the queue's next message is seen. */
    Optional<Instant> nextDue() {
        return nextDue;
    }

    Instant end() {
        return end;
    }

    /** A file of JSON lines among the outputs. */
    List<Map<String, Object>> lines(String file) {
        return text(file)
                .lines()
                .map(line -> Json.object(line).orElseThrow(() -> new IllegalStateException(file + " holds " + line)))
                .toList();
    }

    /** A file among the outputs that is a JSON array of objects. */
    List<Map<String, Object>> array(String file) {
        var objects = new ArrayList<Map<String, Object>>();
        if (json(file) instanceof List<?> list) {
            list.forEach(item -> objects.add(Tree.object(item).orElseThrow()));
        }
        return objects;
    }

    /** A file among the outputs that is one JSON object. */
    Map<String, Object> object(String file) {
        return Tree.object(json(file)).orElseThrow();
    }

    private Object json(String file) {
        try {
            return Optional.ofNullable(Json.parse(text(file))).orElseThrow();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String file) {
        try {
            return Files.readString(out.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Watches a run and keeps what the outputs do not show. */
    private final class Spectator implements Player.Watcher {
        private final Player player;
        private Map<ClusterRef, Map<String, Object>> before = Map.of();

        Spectator(Player player) {
            this.player = player;
        }

        @Override
        public void line(Line line) {
            told.add(new Told(line, player.seen().count(), puts.size()));
        }

        @Override
        public void working() {
            var documents = new HashMap<ClusterRef, Map<String, Object>>();
            player.world()
                    .clusters()
                    .forEach(document -> documents.put(ClusterRef.of(String.valueOf(document.get("id"))), document));
            before = documents;
        }

        @Override
        public void worked() {
            List<ArmWrite> writes = player.world().writes();
            writes.subList(puts.size(), writes.size()).forEach(write -> puts.add(new Put(write, before)));
        }
    }
}
