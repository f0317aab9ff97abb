/**
 * The trackers that people work in, each behind the port {@link io.entraguard.reconcile.Tickets}.
 *
 * <p>{@link io.entraguard.tickets.RoutedTickets} passes each call to the tracker of its routing; every adapter asks through
 * {@link io.entraguard.tickets.TrackerHttp}, the one place where answers become failures, and renders pages in its
 * tracker's markup: {@link io.entraguard.tickets.Adf}, {@link io.entraguard.tickets.Html},
 * {@link io.entraguard.tickets.Markdown} or plain text.
 *
 * <p>Where no tracker is configured the guard keeps its own list, {@link io.entraguard.tickets.OwnTickets}, so that a
 * ticket is never only a line in a log.
 */
@NullMarked
package io.entraguard.tickets;

import org.jspecify.annotations.NullMarked;
