package io.entraguard.tickets;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The chain of what an exception was caused by, told by classes only: messages of the network may hold anything. */
final class Causes {
    private static final int MOST = 8;

    private Causes() {}

    /** The classes' names, outermost first; an interruption among them is passed on to this thread. */
    static String of(Throwable failure) {
        List<Throwable> chain = chain(failure);
        if (chain.stream().anyMatch(InterruptedException.class::isInstance)) {
            Thread.currentThread().interrupt();
        }
        return chain.stream().map(cause -> cause.getClass().getSimpleName()).collect(Collectors.joining(", "));
    }

    /** Whether one of them is of one of these classes. */
    static boolean any(Throwable failure, List<Class<? extends Throwable>> kinds) {
        return chain(failure).stream().anyMatch(cause -> kinds.stream().anyMatch(kind -> kind.isInstance(cause)));
    }

    private static List<Throwable> chain(Throwable failure) {
        var chain = new ArrayList<Throwable>();
        for (Throwable cause = failure; cause != null && chain.size() < MOST; cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }
}
