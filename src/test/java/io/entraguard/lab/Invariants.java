package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.model.Tree;
import io.entraguard.policy.Reason;
import io.entraguard.reconcile.Pass;
import io.entraguard.reconcile.ledger.LedgerAnchors;
import io.entraguard.reconcile.ledger.LedgerCheck;
import io.entraguard.reconcile.ocsf.OcsfSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What holds in every run, whatever its scenario is about. */
final class Invariants {
    /** What scenarios plant where the guard has no business to repeat it. */
    private static final String SECRET = "SECRET-";

    /** The only outputs that show documents as they are. */
    private static final Set<String> SHOW_DOCUMENTS = Set.of("clusters.json", "writes.jsonl");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration EPISODE_ENDS = Duration.ofDays(30);

    private final Played played;
    private final Trail trail;

    private Invariants(Played played) {
        this.played = played;
        this.trail = Trail.of(played);
    }

    static void check(Played played) {
        WriteInvariants.check(played);
        var invariants = new Invariants(played);
        invariants.one_ticket_per_cluster_and_episode();
        invariants.no_ticket_is_open_for_a_compliant_cluster();
        invariants.the_ledger_holds();
        invariants.every_audit_event_is_valid();
        invariants.secrets_stay_where_they_were();
        invariants.nothing_is_left_undone();
    }

    private void one_ticket_per_cluster_and_episode() {
        var ended = new HashMap<String, Optional<Instant>>();
        for (Map<String, Object> ticket : played.array("tickets.json")) {
            String cluster = String.valueOf(ticket.get("cluster")).toLowerCase(Locale.ROOT);
            List<Map<String, Object>> history = history(ticket);
            Instant opened = at(history.get(0));
            Optional<Instant> before = ended.get(cluster);
            if (before != null && !recreated(cluster)) {
                assertThat(before)
                        .as("a second ticket for %s comes at %s, long after the end of the first", cluster, opened)
                        .hasValueSatisfying(end -> assertThat(opened).isAfter(end.plus(EPISODE_ENDS)));
            }
            boolean resolved = "resolved".equals(ticket.get("state"));
            ended.put(cluster, resolved ? Optional.of(at(history.get(history.size() - 1))) : Optional.empty());
        }
    }

    private boolean recreated(String cluster) {
        return played.scenario().timeline().stream()
                .filter(Line.Happens.class::isInstance)
                .map(line -> ((Line.Happens) line).change())
                .anyMatch(change -> change instanceof Change.Delete delete
                        && delete.cluster().key().equals(cluster));
    }

    private static List<Map<String, Object>> history(Map<String, Object> ticket) {
        var entries = new ArrayList<Map<String, Object>>();
        if (ticket.get("history") instanceof List<?> list) {
            list.forEach(entry -> entries.add(Tree.object(entry).orElseThrow()));
        }
        return entries;
    }

    private static Instant at(Map<String, Object> entry) {
        return Instant.parse(String.valueOf(entry.get("time")));
    }

    private void no_ticket_is_open_for_a_compliant_cluster() {
        var last = new HashMap<String, Pass>();
        played.passes().forEach(pass -> last.put(pass.cluster().key(), pass));
        played.array("tickets.json").stream()
                .filter(ticket -> "open".equals(ticket.get("state")))
                .map(ticket -> String.valueOf(ticket.get("cluster")).toLowerCase(Locale.ROOT))
                .forEach(cluster -> assertThat(Optional.ofNullable(last.get(cluster))
                                .map(pass -> pass.decision().has(Reason.COMPLIANT)
                                        || pass.decision().has(Reason.CLUSTER_GONE)))
                        .as("the ticket of %s is open with reason", cluster)
                        .hasValue(false));
    }

    private void the_ledger_holds() {
        try {
            LedgerCheck.Result result = LedgerCheck.folder(played.out().resolve("ledger"), LedgerAnchors.NONE);
            assertThat(result).isNotInstanceOf(LedgerCheck.Result.Broken.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(trail.onlyInOne())
                .as("what not both the SIEM and the ledger have")
                .isEmpty();
        played.passes().stream()
                .map(Pass::cluster)
                .distinct()
                .forEach(cluster -> assertThat(trail.events().stream()
                                .filter(event -> event.cluster().equals(Optional.of(cluster)))
                                .toList())
                        .as("what the SIEM got of %s, in its order", cluster)
                        .containsExactlyElementsOf(
                                trail.ledger(cluster).stream().distinct().toList()));
    }

    private void every_audit_event_is_valid() {
        for (Map<String, Object> event : played.lines("audit.jsonl")) {
            assertThat(OcsfSchema.faults(JSON.valueToTree(event)))
                    .as("faults of %s", event)
                    .isEmpty();
        }
    }

    private void secrets_stay_where_they_were() {
        try (Stream<Path> files = Files.walk(played.out())) {
            List<Path> telling = files.filter(Files::isRegularFile)
                    .filter(file ->
                            !SHOW_DOCUMENTS.contains(String.valueOf(played.out().relativize(file))))
                    .filter(Invariants::holdsSecret)
                    .collect(Collectors.toList());
            assertThat(telling).as("outputs that give a planted secret away").isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holdsSecret(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).contains(SECRET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void nothing_is_left_undone() {
        played.nextDue()
                .ifPresent(due -> assertThat(due)
                        .as("the queue's next message is due later than the end")
                        .isAfter(played.end()));
        assertThat(played.unusedFaults())
                .as("faults that the timeline orders and nothing met")
                .isEmpty();
    }
}
