/**
 * What a ticket says, apart from where it is said: {@link io.entraguard.reconcile.ticket.TicketText} writes a
 * {@link io.entraguard.reconcile.ticket.Page} of a few kinds of {@link io.entraguard.reconcile.ticket.Block} and
 * {@link io.entraguard.reconcile.ticket.Span}, and each tracker renders it in its own markup.
 * {@link io.entraguard.reconcile.ticket.PlainText} is the rendering without any.
 *
 * <p>Context: one text goes to trackers that read ADF, HTML, Markdown or nothing. Choice: a page holds raw values, as
 * hostile as whoever named the cluster; a renderer takes each through {@link io.entraguard.reconcile.ticket.Visible} and
 * then escapes it for its markup, so that nothing is escaped twice or not at all. Cost: a renderer that forgets either is
 * a hole, wherefore each is tested with the same hostile pages.
 */
@NullMarked
package io.entraguard.reconcile.ticket;

import org.jspecify.annotations.NullMarked;
