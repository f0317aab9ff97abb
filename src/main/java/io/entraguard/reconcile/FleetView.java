package io.entraguard.reconcile;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What memory holds of each cluster that exists, for people to look at. */
public final class FleetView {
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
