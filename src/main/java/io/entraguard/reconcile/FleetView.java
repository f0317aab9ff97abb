package io.entraguard.reconcile;

import io.entraguard.reconcile.ticket.Commands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What memory holds of each cluster that exists, for people to look at. */
public final class FleetView {
    /** What kinds of waivers there are. */
    static final List<String> KINDS = List.of("exemption", "break-glass", "opt-out");

    private FleetView() {}

    /**
     * One cluster.
     *
     * @param findings codes of the failing controls
     * @param ticket the key of its open ticket
     * @param nextLook when it is looked at again by itself
     */
    public record Entry(
            String id,
            String name,
            String resourceGroup,
            String status,
            List<String> findings,
            Optional<String> ticket,
            Optional<String> nextLook) {
        public Entry {
            findings = List.copyOf(findings);
        }
    }

    /**
     * What an approver lets a cluster do without.
     *
     * @param kind {@code exemption}, {@code break-glass} or {@code opt-out}
     * @param until when it ends; null where it ends with its tag
     * @param by the approver's object id
     * @param reason what the reason tag said; text from a stranger
     */
    public record Waiver(
            String cluster,
            String kind,
            @Nullable String until,
            String by,
            @Nullable String reason) {
        /** As a JSON tree. */
        @SuppressWarnings("NullAway") // a JSON tree holds null where there is nothing to say
        public Map<String, Object> tree() {
            var tree = new LinkedHashMap<String, @Nullable Object>();
            tree.put("cluster", cluster);
            tree.put("kind", kind);
            tree.put("until", until);
            tree.put("by", by);
            tree.put("reason", reason);
            return tree;
        }
    }

    /**
     * A plan that an approver is asked about.
     *
     * @param until until when a tag may approve it; the first one after that only asks anew
     * @param command the one command that does
     */
    public record Question(String cluster, String planId, String until, String command) {}

    /** The plans that wait for an approver now, by cluster. */
    public static List<Question> questions(MemoryStore store, Instant now) {
        return present(store).stream()
                .flatMap(memory -> question(memory, now).stream())
                .toList();
    }

    /**
     * The plan of a cluster that waits for an approver: one that was asked about stays in memory, also where meanwhile a gate
     * holds the cluster back, its mode is another or it is exempt, and nobody's yes would do anything.
     */
    static Optional<Question> question(ClusterMemory memory, Instant now) {
        return Optional.ofNullable(memory.asked)
                .filter(asked -> memory.status == Status.NONCOMPLIANT)
                .filter(asked -> !memory.exempt(now) && memory.chronicle.asksFor(asked.planId()))
                .map(asked -> new Question(
                        memory.id,
                        asked.planId(),
                        asked.deadline().toString(),
                        new Commands(memory.ref()).approve(asked.planId())));
    }

    /** What approvers let clusters do without now, by cluster. */
    public static List<Waiver> waivers(MemoryStore store, Instant now) {
        return waivers(present(store), now);
    }

    private static List<ClusterMemory> present(MemoryStore store) {
        return new ClusterRows(store, () -> "")
                .all().stream()
                        .filter(memory -> !memory.gone)
                        .sorted(Comparator.comparing(memory -> memory.id))
                        .toList();
    }

    /** What is in force now, by cluster. */
    private static List<Waiver> waivers(List<ClusterMemory> present, Instant now) {
        return present.stream()
                .flatMap(memory -> waivers(memory, now).stream())
                .sorted(Comparator.comparing(Waiver::cluster).thenComparing(Waiver::kind))
                .toList();
    }

    /** What is in force now of one cluster, by kind. */
    static List<Waiver> waivers(ClusterMemory memory, Instant now) {
        var waivers = new ArrayList<Waiver>();
        Glass glass = memory.glass;
        if (glass != null && !glass.ended() && now.isBefore(glass.until())) {
            waivers.add(new Waiver(
                    memory.id,
                    "break-glass",
                    glass.until().toString(),
                    glass.by().by().oid(),
                    glass.note().orElse(null)));
        }
        if (memory.exemption != null && memory.exempt(now)) {
            waivers.add(waiver(memory, "exemption", memory.exemption));
        }
        if (memory.optOut != null) {
            waivers.add(waiver(memory, "opt-out", memory.optOut));
        }
        return waivers;
    }

    private static Waiver waiver(ClusterMemory memory, String kind, Waived waived) {
        return new Waiver(
                memory.id,
                kind,
                waived.until().map(Instant::toString).orElse(null),
                waived.by().by().oid(),
                waived.note().orElse(null));
    }

    /** All clusters that exist, by id. */
    public static List<Entry> of(MemoryStore store) {
        return new ClusterRows(store, () -> "")
                .all().stream()
                        .filter(memory -> !memory.gone)
                        .map(FleetView::entry)
                        .sorted(Comparator.comparing(Entry::id))
                        .toList();
    }

    private static Entry entry(ClusterMemory memory) {
        return new Entry(
                memory.id,
                memory.ref().name(),
                memory.ref().resourceGroup(),
                memory.status.word(),
                List.copyOf(memory.findings.keySet()),
                memory.ticket.open ? Optional.of(TicketDesk.key(memory)) : Optional.empty(),
                Optional.ofNullable(memory.nextLook).map(look -> look.at().toString()));
    }
}
