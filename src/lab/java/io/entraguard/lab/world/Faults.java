package io.entraguard.lab.world;

import io.entraguard.lab.world.Fault.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The failures that are still ordered, first come first served. The simulated Azure and each of the lab's storage faces
 * ask it once for each request that reaches them. Any thread may use it.
 */
public final class Faults {
    private final List<Fault> ordered = new ArrayList<>();

    public synchronized void order(Fault fault) {
        ordered.add(fault);
    }

    /**
     * How this request is to fail, which is thereby counted; empty where it is to go well.
     *
     * @param path whatever names the thing asked for: a URL's path, a table and row key, a blob's name
     */
    public synchronized Optional<Fault> take(Target target, String method, String path) {
        return take(target, method, path, false);
    }

    /** The same, by faults that name a path only: a fault of ARM hits Resource Graph only where it says so. */
    public synchronized Optional<Fault> takeNamed(Target target, String method, String path) {
        return take(target, method, path, true);
    }

    /** What is ordered and did not happen yet. */
    public synchronized List<Fault> left() {
        return List.copyOf(ordered);
    }

    private Optional<Fault> take(Target target, String method, String path, boolean named) {
        for (int i = 0; i < ordered.size(); i++) {
            Fault fault = ordered.get(i);
            if (fault.matches(target, method, path) && (!named || fault.path().isPresent())) {
                if (fault.times() > 1) {
                    ordered.set(i, fault.less());
                } else {
                    ordered.remove(i);
                }
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
