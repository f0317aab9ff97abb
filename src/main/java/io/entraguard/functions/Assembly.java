package io.entraguard.functions;

import java.util.List;

/** The production graph: the entry points behind the queue with everything that they need. */
final class Assembly {
    private final List<Object> entryPoints;

    private Assembly(Reconcile.Loop loop, FleetSweep.Sweep sweep) {
        this.entryPoints = List.of(new Reconcile(loop), new FleetSweep(sweep));
    }

    /** The graph that those settings ask for. */
    static Assembly of(GuardSettings settings) {
        return new Assembly(
                item -> {
                    throw new UnsupportedOperationException("no loop is wired for " + settings);
                },
                () -> {
                    throw new UnsupportedOperationException("no sweep is wired for " + settings);
                });
    }

    /** The entry point of that class. */
    Object entryPoint(Class<?> wanted) {
        return entryPoints.stream()
                .filter(wanted::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(wanted.getName() + " is no entry point"));
    }
}
