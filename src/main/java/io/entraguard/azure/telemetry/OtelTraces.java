package io.entraguard.azure.telemetry;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.TraceParent;
import io.entraguard.reconcile.GuardTraces;
import io.entraguard.reconcile.Pass;
import io.entraguard.reconcile.Trigger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Optional;

/**
 * Traces by OpenTelemetry: a span for each invocation, below it one for each pass. They are internal spans, since the
 * host tells of the invocation as a request itself. An invocation goes on with the trace of whatever caused it and links
 * to the host's; where nothing is known of a cause it goes on with the host's. Safe for use by many threads.
 */
final class OtelTraces implements GuardTraces {
    private final Tracer tracer;
    private final Flushing flushing;

    OtelTraces(Tracer tracer, Flushing flushing) {
        this.tracer = tracer;
        this.flushing = flushing;
    }

    @Override
    public void invocation(String function, Optional<TraceParent> cause, Optional<TraceParent> host, Runnable work) {
        SpanBuilder span = tracer.spanBuilder(function).setParent(Context.root());
        cause.or(() -> host).ifPresent(parent -> span.setParent(Context.root().with(Span.wrap(remote(parent)))));
        if (cause.isPresent()) {
            host.ifPresent(own -> span.addLink(remote(own)));
        }
        flushing.begun();
        try {
            within(span.startSpan(), work);
        } finally {
            flushing.ended();
        }
    }

    private static SpanContext remote(TraceParent parent) {
        return SpanContext.createFromRemoteParent(
                parent.traceId(), parent.spanId(), TraceFlags.getSampled(), TraceState.getDefault());
    }

    @Override
    public void pass(ClusterRef cluster, Trigger why, Runnable work) {
        Span span = tracer.spanBuilder("pass")
                .setAttribute("entraguard.cluster.id", cluster.id())
                .setAttribute("entraguard.trigger", why.word())
                .startSpan();
        within(span, work);
    }

    @SuppressWarnings("try") // the scope is there to be closed
    private static void within(Span span, Runnable work) {
        try (Scope scope = span.makeCurrent()) {
            work.run();
        } catch (RuntimeException | Error e) {
            span.setStatus(StatusCode.ERROR, e.getClass().getSimpleName());
            throw e;
        } finally {
            span.end();
        }
    }

    @Override
    public void decided(Pass pass) {
        Span.current()
                .setAttribute("entraguard.step", pass.decision().step().word())
                .setAttribute("entraguard.mode", pass.decision().mode().word())
                .setAttribute("entraguard.reconcile.id", pass.reconcileId());
    }

    @Override
    public Optional<TraceParent> current() {
        return header(Span.current().getSpanContext());
    }

    /** The header that tells another where a span is. */
    static Optional<TraceParent> header(SpanContext span) {
        return span.isValid()
                ? TraceParent.parse("00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex())
                : Optional.empty();
    }
}
