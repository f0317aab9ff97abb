/**
 * What the program tells of itself to Application Insights, by OpenTelemetry: audit events as log records, figures as
 * metrics, and what it does for one reason as a trace.
 *
 * <p>{@link io.entraguard.azure.telemetry.Reporting} is what the rest of the program sees, and all that there is where
 * telemetry is off; {@link io.entraguard.azure.telemetry.OtelReporting} makes it. The exporter is behind
 * {@link io.entraguard.azure.telemetry.AzureMonitor} alone, since its successor has another name and must not stand
 * beside it on a class path.
 *
 * <p>Context: the exporter takes a batch, says "done" and sends later; what the service refuses goes to a folder of
 * temporary files or nowhere, and a batching processor drops what comes too fast. Choice: metrics and spans go that way,
 * since nobody's duty depends on one of them; audit events are exported call by call, and an
 * {@link io.entraguard.azure.telemetry.IngestionGate} in the exporter's pipeline sees what the service answered, so that
 * {@link io.entraguard.azure.telemetry.OtelAuditSink} fails where not all was taken and whoever calls it may call again.
 * Cost: a call of the sink takes as long as the service does, up to a limit.
 */
@NullMarked
package io.entraguard.azure.telemetry;

import org.jspecify.annotations.NullMarked;
