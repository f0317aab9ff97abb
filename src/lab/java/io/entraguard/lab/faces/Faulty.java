package io.entraguard.lab.faces;

import io.entraguard.reconcile.Failure;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Carries a call out, or lets it fail as the hook says and as the real adapters would. */
final class Faulty {
    private final String store;
    private final FaultHook hook;

    Faulty(String store, FaultHook hook) {
        this.store = store;
        this.hook = hook;
    }

    <T> T call(String operation, Supplier<T> work) {
        return call(operation, work, kind -> failure(operation, kind));
    }

    /** As {@link #call} of what must not be done twice: it ends unclear where the real adapter could not tell either. */
    <T> T once(String operation, Supplier<T> work) {
        return call(
                operation,
                work,
                kind -> refuses(kind)
                        ? failure(operation, kind)
                        : new Failure.Unclear(store + ": " + operation + ": nobody can tell"));
    }

    private <T> T call(String operation, Supplier<T> work, Function<FaultHook.Kind, Failure> failure) {
        Optional<FaultHook.Kind> fault = hook.take(operation);
        if (fault.isEmpty()) {
            return work.get();
        }
        if (fault.get() instanceof FaultHook.LostResponse) {
            var unused = work.get(); // applied: only the answer is lost
        }
        throw failure.apply(fault.get());
    }

    private static boolean refuses(FaultHook.Kind kind) {
        return kind instanceof FaultHook.Status status && status.status() < 500;
    }

    void run(String operation, Runnable work) {
        call(operation, () -> {
            work.run();
            return operation;
        });
    }

    private Failure failure(String operation, FaultHook.Kind kind) {
        String what = store + ": " + operation;
        if (!(kind instanceof FaultHook.Status status)) {
            return new Failure.Transient(what + ": no answer");
        }
        String answer = what + ": " + status.status() + " " + status.code();
        return switch (status.status()) {
            case 409, 412 -> new Failure.Conflict(answer);
            case 408, 429 -> new Failure.Transient(answer, status.retryAfter());
            default ->
                status.status() >= 500
                        ? new Failure.Transient(answer, status.retryAfter())
                        : new Failure.Terminal(status.code(), answer);
        };
    }
}
