package io.entraguard.azure.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.Body;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * An audit event, or a part of a long one, as a log record.
 *
 * @param resource who speaks
 * @param at when it happened
 * @param span what the program was doing when it recorded this
 * @param text the body
 */
record AuditRecord(
        Resource resource, Instant at, SpanContext span, Severity severity, String text, Attributes attributes)
        implements LogRecordData {
    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("io.entraguard.audit");

    @Override
    public Resource getResource() {
        return resource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return SCOPE;
    }

    @Override
    public long getTimestampEpochNanos() {
        return TimeUnit.MILLISECONDS.toNanos(at.toEpochMilli());
    }

    @Override
    public long getObservedTimestampEpochNanos() {
        return getTimestampEpochNanos();
    }

    @Override
    public SpanContext getSpanContext() {
        return span;
    }

    @Override
    public Severity getSeverity() {
        return severity;
    }

    @Override
    public String getSeverityText() {
        return severity.name();
    }

    @Override
    @Deprecated
    public Body getBody() {
        return Body.string(text);
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }
}
