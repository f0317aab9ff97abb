package io.entraguard.lab;

import io.entraguard.lab.LabGuard.Around;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Counts the calls that the program makes on any port, and stops the program dead before or after one of them. */
final class Stops implements Around {
    /** The program is gone: no {@code catch} of it may run. */
    static final class Crash extends Error {
        Crash(String where) {
            super("stopped " + where, null, false, false);
        }
    }

    private final List<String> calls = new ArrayList<>();
    private int at = -1;
    private boolean after;

    /** Stops the program at the call of that number, counted from 0 over the whole run; once. */
    void stopAt(int call, boolean afterIt) {
        at = call;
        after = afterIt;
    }

    /** The calls so far, by port and method. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    int count() {
        return calls.size();
    }

    @Override
    public <T> T port(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(),
                new Class<?>[] {port},
                (proxy, method, arguments) -> call(port, real, method, arguments)));
    }

    private Object call(Class<?> port, Object real, Method method, Object[] arguments) throws Throwable {
        String name = port.getSimpleName() + "." + method.getName();
        int number = calls.size();
        calls.add(name);
        if (number == at && !after) {
            throw new Crash("before " + name);
        }
        Object answer;
        try {
            answer = method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (number == at) {
            throw new Crash("after " + name);
        }
        return answer;
    }
}
