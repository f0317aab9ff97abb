/**
 * The way out to Azure Monitor: Application Insights, and the Log Analytics workspace behind it.
 *
 * <p>An audit event, already an OCSF tree, becomes one OpenTelemetry log record in
 * {@link io.entraguard.azure.telemetry.OtelAuditSink} and is found in the table {@code AppTraces}: its JSON is
 * {@code Message}, what people search by is in {@code Properties} under names that begin with {@code entraguard.}.
 *
 * <p>Context: azure-monitor-opentelemetry-exporter 1.0.0-beta.31 is the last of its line and files a record that names a
 * custom event as a trace; its successor files it as an event, and with both on one class path nothing is exported.
 * Choice: the exporter stands behind one class, which names the custom event all the same, so that another exporter is a
 * change of that class. Cost: a query that should outlive the change has to read {@code AppTraces} and
 * {@code AppEvents}.
 *
 * <p>Context: a flush succeeds whatever the endpoint answers, and what was not taken waits in a directory that goes with
 * the instance. Choice: what arrives here is a copy for those who watch; the ledger is the record.
 */
@NullMarked
package io.entraguard.azure.telemetry;

import org.jspecify.annotations.NullMarked;
