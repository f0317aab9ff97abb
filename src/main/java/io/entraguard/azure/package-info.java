/**
 * The adapters to Azure: one class for each border that the program has with it, named for the technology.
 *
 * <p>{@link io.entraguard.azure.EventGridEvents} is where events come in and the only place that reads their JSON; which
 * of them count is said once, in {@link io.entraguard.azure.WatchedEvents}.
 * {@link io.entraguard.azure.KubeAuditRecords} is where the audit logs of clusters come in.
 */
@NullMarked
package io.entraguard.azure;

import org.jspecify.annotations.NullMarked;
