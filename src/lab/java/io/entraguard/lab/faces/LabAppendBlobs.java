package io.entraguard.lab.faces;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ledger's container, in memory. Thread-safe. */
public final class LabAppendBlobs implements AppendBlobs {
    private final Map<String, byte[]> blobs = new TreeMap<>();
    private final Faulty faulty;

    public LabAppendBlobs(FaultHook hook) {
        this.faulty = new Faulty("ledger", hook);
    }

    @Override
    public Tail tail(String name, int most) {
        return faulty.call("tail " + name, () -> {
            byte[] bytes = bytes(name);
            return new Tail(bytes.length, Arrays.copyOfRange(bytes, Math.max(0, bytes.length - most), bytes.length));
        });
    }

    @Override
    public byte[] read(String name, long from, int most) {
        return faulty.call("read " + name, () -> {
            byte[] bytes = bytes(name);
            int begin = Math.toIntExact(Math.min(from, bytes.length));
            return Arrays.copyOfRange(bytes, begin, Math.min(bytes.length, begin + most));
        });
    }

    @Override
    public void append(String name, byte[] bytes, long length) {
        faulty.run("append " + name, () -> {
            synchronized (blobs) {
                byte[] before = bytes(name);
                if (before.length != length) {
                    throw new Failure.Conflict("ledger: " + name + " is not " + length + " bytes long");
                }
                byte[] after = Arrays.copyOf(before, before.length + bytes.length);
                System.arraycopy(bytes, 0, after, before.length, bytes.length);
                blobs.put(name, after);
            }
        });
    }

    @Override
    public List<String> names(String prefix) {
        return faulty.call("names " + prefix, () -> {
            synchronized (blobs) {
                return blobs.keySet().stream()
                        .filter(name -> name.startsWith(prefix))
                        .toList();
            }
        });
    }

    private byte[] bytes(String name) {
        synchronized (blobs) {
            return blobs.getOrDefault(name, new byte[0]);
        }
    }

    /** Puts the bytes of a blob in place of what it holds, as only somebody with other rights than the guard's could. */
    public void tamper(String name, byte[] bytes) {
        synchronized (blobs) {
            blobs.put(name, bytes.clone());
        }
    }

    /** Writes every blob as a file under a folder. */
    public void dump(Path folder) throws IOException {
        Map<String, byte[]> now;
        synchronized (blobs) {
            now = new TreeMap<>(blobs);
        }
        for (Map.Entry<String, byte[]> blob : now.entrySet()) {
            Path file = folder.resolve(blob.getKey());
            Files.createDirectories(folder.resolve(blob.getKey()).getParent());
            Files.write(file, blob.getValue());
        }
    }
}
