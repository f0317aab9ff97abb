package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.LabTickets;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.ControlId;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree;
import io.entraguard.policy.Controls;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.PolicyFile;
import io.entraguard.policy.Reason;
import io.entraguard.policy.Verdict;
import io.entraguard.reconcile.Pass;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.ledger.LedgerCheck;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens, when it is over: everything is at rest, nobody is locked out, every write was announced, no ticket is
 * doubled, the ledger holds, and what may be put right is right. 1,000 walks; {@code -Dwalks=N} walks more.
 */
class RandomWalkTest {
    private static final int GROUP = 50;

    /** Why a cluster may stay as it is, whatever time passes. */
    private static final Set<Reason> EXCUSES = EnumSet.of(
            Reason.REVERTED,
            Reason.APPROVAL_MISSING,
            Reason.MODE_OFF,
            Reason.MODE_AUDIT,
            Reason.MODE_TICKET,
            Reason.TAG_INVALID,
            Reason.RETAGGED);

    /** Those with which nothing is written in the tracker either. */
    private static final Set<Reason> WITHOUT_TICKET = EnumSet.of(Reason.MODE_OFF, Reason.MODE_AUDIT);

    static LongStream groups() {
        return LongStream.range(0, Long.getLong("walks", 1_000) / GROUP).map(group -> group * GROUP);
    }

    @ParameterizedTest(name = "seeds {0} and the 49 after it")
    @MethodSource("groups")
    @Execution(ExecutionMode.CONCURRENT) // each walk has a world of its own
    void whatever_happens_it_ends_well(long first) {
        long began = System.nanoTime();
        for (long seed = first; seed < first + GROUP; seed++) {
            walk(seed);
        }
        System.out.printf("seeds from %d: %d ms%n", first, (System.nanoTime() - began) / 1_000_000);
    }

    private static void walk(long seed) {
        try (var walk = new Walk(seed)) {
            try {
                walk.go();
                check(walk);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + walk.story(), e);
            }
        }
    }

    private static void check(Walk walk) {
        assertThat(walk.play.ledger()).isInstanceOf(LedgerCheck.Result.Intact.class);
        assertThat(walk.play.stores.queue().poison()).isEmpty();
        assertThat(walk.play.stores.queue().size()).as("messages on the queue").isZero();
        for (LabTickets.Ticket ticket : walk.play.stores.tickets().tickets()) {
            assertThat(ticket.history())
                    .filteredOn(entry -> entry.action().equals("opened"))
                    .hasSize(1);
        }
        var findings = new Findings(walk.play.ledgerEvents());
        for (ClusterRef cluster : walk.clusters()) {
            ClusterSnapshot snapshot =
                    SnapshotReader.read(walk.play.cluster(cluster).orElseThrow());
            assertThat(Walk.administered(snapshot.identity()))
                    .as("somebody can administer %s", snapshot)
                    .isTrue();
            compliance(walk, snapshot);
            Set<String> told = findings.open().getOrDefault(cluster, Set.of());
            Set<String> failing = failing(walk, snapshot);
            assertThat(told)
                    .as("findings of %s that the ledger tells of", snapshot)
                    .containsAll(failing);
            if (!walk.ledgerInDoubt()) {
                assertThat(told)
                        .as("findings of %s that the ledger tells of", snapshot)
                        .isEqualTo(failing);
            }
        }
        List<ClusterRef> open = walk.play.stores.tickets().tickets().stream()
                .filter(ticket -> ticket.state() == Tickets.State.OPEN)
                .map(LabTickets.Ticket::cluster)
                .toList();
        assertThat(open).as("one open ticket a cluster").doesNotHaveDuplicates();
        assertThat(walk.clusters()).as("tickets are of clusters that exist").containsAll(open);
    }

    /** The controls that fail, as far as the document alone shows them. */
    private static Set<String> failing(Walk walk, ClusterSnapshot cluster) {
        var match = PolicyFile.read(walk.settings.policy()).match(cluster.ref(), cluster.tags());
        return Controls.judge(cluster, match.settings(), false).stream()
                .map(finding -> finding.control().code())
                .collect(Collectors.toSet());
    }

    private static void compliance(Walk walk, ClusterSnapshot cluster) {
        var match = PolicyFile.read(walk.settings.policy()).match(cluster.ref(), cluster.tags());
        boolean compliant = new Verdict.Judged(cluster, Controls.judge(cluster, match.settings(), false)).compliant();
        Optional<LabTickets.Ticket> open = walk.play.stores.tickets().tickets().stream()
                .filter(ticket -> ticket.cluster().equals(cluster.ref()) && ticket.state() == Tickets.State.OPEN)
                .findFirst();
        Optional<Pass> lastPass = walk.play.seen.passes().stream()
                .filter(pass -> pass.cluster().equals(cluster.ref()))
                .reduce((earlier, later) -> later);
        String last = lastPass.map(RandomWalkTest::words).orElse("never looked at");
        Set<Reason> excuses = lastPass.map(pass -> excuses(walk, cluster, pass)).orElse(Set.of());
        if (compliant || Collections.disjoint(excuses, WITHOUT_TICKET)) {
            assertThat(open.isPresent())
                    .as("%s has a ticket where it is not compliant; last: %s", cluster, last)
                    .isEqualTo(!compliant);
        }
        if (match.rule().equals("defaults") && walk.settings.usableGroup() && excuses.isEmpty()) {
            assertThat(compliant)
                    .as("%s was put right; last: %s", cluster, last)
                    .isTrue();
        }
    }

    /** Why the guard leaves a cluster to people or be; each must be true of what was done in the walk. */
    private static Set<Reason> excuses(Walk walk, ClusterSnapshot cluster, Pass last) {
        Set<Reason> excuses = EnumSet.noneOf(Reason.class);
        for (Reason reason : EXCUSES) {
            if (last.decision().has(reason)) {
                excuses.add(reason);
                assertThat(holds(reason, walk, cluster))
                        .as("%s of %s; last: %s", reason, cluster, words(last))
                        .isTrue();
            }
        }
        return excuses;
    }

    private static boolean holds(Reason reason, Walk walk, ClusterSnapshot cluster) {
        return switch (reason) {
            case MODE_OFF, MODE_AUDIT -> walk.approverWrote(cluster.ref(), GuardTag.MODE);
            case MODE_TICKET, TAG_INVALID ->
                cluster.tags().all().keySet().stream().anyMatch(GuardTag::speaksToGuard);
            case APPROVAL_MISSING ->
                cluster.tags().value("env").equals(Optional.of("prod"))
                        || cluster.tags().value(GuardTag.MODE.tag()).equals(Optional.of("approve"))
                        || walk.retagged(cluster.ref());
            case RETAGGED -> walk.retagged(cluster.ref());
            default -> true; // people undid the fix so often that the guard leaves the cluster to them, for good
        };
    }

    /** The findings that the ledger tells of and of whose end it does not. */
    private static final class Findings {
        private final Map<ClusterRef, Set<String>> open = new HashMap<>();

        Findings(List<Map<String, Object>> events) {
            for (Map<String, Object> event : events) {
                String code = text(event, "metadata", "event_code");
                String control = text(event, "finding_info", "analytic", "uid");
                if (code.equals("finding.created") || code.equals("finding.resolved")) {
                    tell(code, ClusterRef.of(resource(event)), control);
                }
            }
        }

        private void tell(String code, ClusterRef cluster, String control) {
            Set<String> controls = open.computeIfAbsent(cluster, it -> new HashSet<>());
            if (code.equals("finding.created")) {
                controls.add(control);
            } else {
                controls.remove(control);
            }
            if (controls.isEmpty()) {
                open.remove(cluster);
            }
        }

        /** By cluster; ENTRA-09 left out, which no document shows. */
        Map<ClusterRef, Set<String>> open() {
            open.values().forEach(controls -> controls.remove(ControlId.ENTRA_09.code()));
            open.values().removeIf(Set::isEmpty);
            return open;
        }

        private static String resource(Map<String, Object> event) {
            Object first = event.get("resources") instanceof List<?> resources ? resources.get(0) : "";
            return Tree.object(first).map(resource -> text(resource, "uid")).orElse("");
        }

        private static String text(Map<String, Object> event, String... path) {
            Object value = event;
            for (String name : path) {
                value = Tree.object(value).map(object -> object.get(name)).orElse("");
            }
            return String.valueOf(value);
        }
    }

    private static String words(Pass pass) {
        return pass.at() + " " + pass.trigger() + " " + pass.decision();
    }
}
