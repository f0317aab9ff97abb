package io.entraguard.lab;

import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Json;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.Pass;
import io.entraguard.reconcile.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The audit events of a run: as the ledger holds them, and as the SIEM got them. */
final class Trail {
    private final List<Event> events;
    private final Map<ClusterRef, List<Event>> ledger;
    private final Set<String> inLedger;

    private Trail(List<Event> events, Map<ClusterRef, List<Event>> ledger, Set<String> inLedger) {
        this.events = events;
        this.ledger = ledger;
        this.inLedger = inLedger;
    }

    /**
     * One audit event.
     *
     * @param plan the plan that it is about; empty where it is about none
     */
    record Event(String uid, Instant at, Optional<ClusterRef> cluster, String code, String plan) {}

    static Trail of(Played played) {
        Map<String, ClusterRef> chains = chains(played);
        var byCluster = new HashMap<ClusterRef, List<Event>>();
        var clusterOf = new HashMap<String, Optional<ClusterRef>>();
        for (String line : ledgerLines(played.out().resolve("ledger"))) {
            Map<String, Object> record = Json.object(line).orElseThrow();
            Optional<ClusterRef> cluster = Optional.ofNullable(chains.get(String.valueOf(record.get("chain"))));
            Event event = event(Tree.object(record.get("event")).orElseThrow(), cluster);
            clusterOf.put(event.uid(), cluster);
            cluster.ifPresent(ref ->
                    byCluster.computeIfAbsent(ref, it -> new ArrayList<>()).add(event));
        }
        List<Event> sent = played.lines("audit.jsonl").stream()
                .map(tree -> event(tree, clusterOf.getOrDefault(uid(tree), Optional.empty())))
                .toList();
        return new Trail(sent, byCluster, clusterOf.keySet());
    }

    /** What the SIEM got, in its order. */
    List<Event> events() {
        return events;
    }

    /** What the ledger holds of one cluster, in its order. */
    List<Event> ledger(ClusterRef cluster) {
        return ledger.getOrDefault(cluster, List.of());
    }

    /** The ids of events that one of the two has and the other has not. */
    Set<String> onlyInOne() {
        var only = new HashSet<>(inLedger);
        events.stream().map(Event::uid).forEach(uid -> {
            if (!only.remove(uid)) {
                only.add(uid);
            }
        });
        return only;
    }

    private static Event event(Map<String, Object> tree, Optional<ClusterRef> cluster) {
        Instant at =
                tree.get("time") instanceof Number millis ? Instant.ofEpochMilli(millis.longValue()) : Instant.EPOCH;
        String plan = Tree.object(tree.get("unmapped"))
                .flatMap(unmapped -> Optional.ofNullable(unmapped.get("plan_id")))
                .map(String::valueOf)
                .orElse("");
        return new Event(uid(tree), at, cluster, metadata(tree, "event_code"), plan);
    }

    private static String uid(Map<String, Object> event) {
        return metadata(event, "uid");
    }

    private static String metadata(Map<String, Object> event, String name) {
        return Tree.object(event.get("metadata"))
                .map(metadata -> String.valueOf(metadata.get(name)))
                .orElse("");
    }

    private static Map<String, ClusterRef> chains(Played played) {
        var chains = new HashMap<String, ClusterRef>();
        Stream<ClusterRef> fleet =
                played.scenario().fleet().stream().map(cluster -> ClusterRef.of(String.valueOf(cluster.get("id"))));
        Stream<ClusterRef> created = played.scenario().timeline().stream()
                .filter(Line.Happens.class::isInstance)
                .map(line -> ((Line.Happens) line).change())
                .filter(Change.Create.class::isInstance)
                .map(change -> ((Change.Create) change).cluster());
        Stream<ClusterRef> seen = played.passes().stream().map(Pass::cluster);
        Stream.of(fleet, created, seen)
                .flatMap(refs -> refs)
                .forEach(ref -> chains.putIfAbsent(Ledger.chain(ref), ref));
        return chains;
    }

    static List<String> ledgerLines(Path ledger) {
        if (!Files.exists(ledger)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(ledger)) {
            var lines = new ArrayList<String>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                lines.addAll(Files.readAllLines(file));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
