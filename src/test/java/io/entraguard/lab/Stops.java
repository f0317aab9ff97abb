package io.entraguard.lab;

import io.entraguard.lab.LabGuard.Around;
import io.entraguard.reconcile.Clusters;
import io.entraguard.reconcile.Directory;
import io.entraguard.reconcile.Failure;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Counts the calls that the program makes on any port, and lets one of them end badly: the program stops dead there, or
 * the call fails as the port's contract says that it may.
 */
final class Stops implements Around {
    /** The program is gone: whatever its own {@code finally} blocks still call does not happen. */
    static final class Crash extends Error {
        Crash(String where) {
            super("stopped at " + where, null, false, false);
        }
    }

    /** How a call ends. */
    enum Ending {
        STOPPED_BEFORE,
        STOPPED_AFTER,
        /** Nothing was done and no answer came. */
        FAILED_BEFORE,
        /** It was done and no answer came. */
        FAILED_AFTER;

        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        boolean stops() {
            return this == STOPPED_BEFORE || this == STOPPED_AFTER;
        }

        boolean undone() {
            return this == STOPPED_BEFORE || this == FAILED_BEFORE;
        }
    }

    private final List<String> calls = new ArrayList<>();
    private int at = -1;
    private Ending ending = Ending.STOPPED_BEFORE;
    private boolean dead;

    /** Lets the call of that number, counted from 0 over the whole run, end so. */
    void at(int call, Ending how) {
        at = call;
        ending = how;
    }

    /** The same for the call that is so many calls ahead. */
    void ahead(int further, Ending how) {
        at(calls.size() + further, how);
    }

    /** No call ends badly any more. */
    void over() {
        at = -1;
    }

    /** The calls so far, by port and method. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public <T> T port(Class<T> port, T real) {
        dead = false; // a new start of the program
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(),
                new Class<?>[] {port},
                (proxy, method, arguments) -> call(port, real, method, arguments)));
    }

    private Object call(Class<?> port, Object real, Method method, Object[] arguments) throws Throwable {
        String name = port.getSimpleName() + "." + method.getName();
        if (dead) {
            throw new Crash(name + ", being dead already");
        }
        int number = calls.size();
        calls.add(name);
        boolean now = number == at && (ending.stops() || port != Directory.class); // which never fails
        if (now && ending.undone()) {
            return end(name);
        }
        Object answer = invoke(real, method, arguments);
        return now ? end(name) : answer;
    }

    private Object end(String name) {
        dead = ending.stops();
        if (dead) {
            throw new Crash(name);
        }
        if (name.equals("Clusters.write")) {
            return new Clusters.Written.Unanswered("the test let it fail");
        }
        if (name.equals("Tickets.open")) {
            throw new Failure.Unclear("the test let it fail");
        }
        throw new Failure.Transient("the test let " + name + " fail");
    }

    private static Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
