package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.TraceContext;
import io.entraguard.model.TraceParent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The trace that the Functions host runs an invocation in, as header text; no tracing library is needed to read it. */
final class HostTrace {
    private HostTrace() {}

    /** Where the invocation is in the host's trace; empty where the host tells nothing, or nothing that can be used. */
    static Optional<TraceParent> of(ExecutionContext context) {
        @Nullable TraceContext host = context.getTraceContext(); // null by default, whatever the interface promises
        return Optional.ofNullable(host)
                .flatMap(trace -> Optional.ofNullable(trace.getTraceparent()))
                .flatMap(TraceParent::parse);
    }
}
