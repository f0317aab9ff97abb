/**
 * The trackers that people work in, each behind the port {@link io.entraguard.reconcile.Tickets}.
 *
 * <p>Where no tracker is configured the guard keeps its own list, {@link io.entraguard.tickets.OwnTickets}, so that a
 * ticket is never only a line in a log.
 */
@NullMarked
package io.entraguard.tickets;

import org.jspecify.annotations.NullMarked;
