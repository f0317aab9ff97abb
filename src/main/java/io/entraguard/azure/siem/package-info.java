/**
 * The ways out to SIEMs that Azure offers: the Logs Ingestion API and Event Hubs, each an
 * {@link io.entraguard.reconcile.outbox.AuditSink}, and what an OCSF event becomes there.
 *
 * <p>Context: SIEMs want flat rows, each with names of its own. Choice: a mapping is a list of fields, each of which says
 * where its value comes from in the same words that it is read by; {@code docs/siem.md} holds the same tables, and a test
 * holds the two together. Cost: what a mapping has no field for stands only in the whole event that goes with it.
 */
@NullMarked
package io.entraguard.azure.siem;

import org.jspecify.annotations.NullMarked;
