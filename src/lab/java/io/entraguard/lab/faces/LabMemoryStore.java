package io.entraguard.lab.faces;

import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The table, in memory. Its etags never come twice. Thread-safe. */
public final class LabMemoryStore implements MemoryStore {
    private final Map<String, Map<String, Row>> partitions = new TreeMap<>();
    private final Faulty faulty;
    private long etags;

    public LabMemoryStore(FaultHook hook) {
        this.faulty = new Faulty("table", hook);
    }

    @Override
    public Optional<Row> load(String partition, String name) {
        return faulty.call("load " + partition + "/" + name, () -> row(partition, name));
    }

    @Override
    public String save(String partition, String name, String text, Optional<String> etag) {
        return faulty.call("save " + partition + "/" + name, () -> {
            synchronized (partitions) {
                check(partition, name, etag);
                var row = new Row(name, text, "\"" + ++etags + "\"");
                partitions.computeIfAbsent(partition, it -> new TreeMap<>()).put(name, row);
                return row.etag();
            }
        });
    }

    @Override
    public void delete(String partition, String name, String etag) {
        faulty.run("delete " + partition + "/" + name, () -> {
            synchronized (partitions) {
                check(partition, name, Optional.of(etag));
                partitions.getOrDefault(partition, Map.of()).remove(name);
            }
        });
    }

    private void check(String partition, String name, Optional<String> etag) {
        if (!row(partition, name).map(Row::etag).equals(etag)) {
            throw new Failure.Conflict("table: the row of " + name + " is not what it was");
        }
    }

    private Optional<Row> row(String partition, String name) {
        synchronized (partitions) {
            return Optional.ofNullable(
                    partitions.getOrDefault(partition, Map.of()).get(name));
        }
    }

    @Override
    public void each(String partition, Consumer<Row> reader) {
        List<Row> rows = faulty.call("all " + partition, () -> {
            synchronized (partitions) {
                return new ArrayList<>(
                        partitions.getOrDefault(partition, Map.of()).values());
            }
        });
        rows.forEach(reader); // which may save some of them anew
    }
}
