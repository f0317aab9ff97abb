package io.entraguard.reconcile;

import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.ClusterMemory.Open;
import io.entraguard.reconcile.FleetView.Waiver;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Everything that memory can tell people of one cluster: its entry, its findings in full, its waivers and its timeline. */
public final class ClusterPage {
    private ClusterPage() {}

    /**
     * As a JSON tree; empty where no cluster of that id is known to exist.
     *
     * @throws Failure.Transient where memory could not be asked
     */
    public static Optional<Map<String, Object>> of(MemoryStore store, ClusterRef cluster, Instant now) {
        return new ClusterRows(store, () -> "")
                .peek(cluster)
                .filter(memory -> !memory.gone)
                .map(memory -> tree(memory, AuditBook.of(store, now).of(cluster), now));
    }

    private static Map<String, Object> tree(ClusterMemory memory, AuditCoverage coverage, Instant now) {
        Map<String, Object> tree = ClusterEntry.of(memory, coverage, now).tree();
        tree.put(
                "findings",
                memory.findings.values().stream().map(ClusterPage::finding).toList());
        tree.put(
                "waivers",
                FleetView.waivers(memory, now).stream().map(Waiver::tree).toList());
        tree.put(
                "timeline",
                memory.chronicle.history.stream().map(ClusterPage::moment).toList());
        return tree;
    }

    private static Map<String, Object> finding(Open open) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("control", open.finding().control().code());
        tree.put("severity", open.finding().severity().word());
        tree.put("title", open.finding().title());
        tree.put("observed", open.finding().observed());
        tree.put("remediation", open.finding().remedy().word());
        tree.put("since", open.since().toString());
        tree.put("references", open.finding().references());
        return tree;
    }

    private static Map<String, Object> moment(Moment moment) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("at", moment.at().toString());
        tree.put("kind", moment.kind().word());
        tree.put("text", moment.text());
        return tree;
    }
}
