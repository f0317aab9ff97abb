package io.entraguard.tickets;

import com.azure.core.http.HttpHeaderName;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.MemoryStore.Row;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.tickets.WebhookEvent.About;
import io.entraguard.tickets.WebhookEvent.Kind;
import io.entraguard.tickets.WebhookRow.Pending;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tickets as signed CloudEvents to one URL: what becomes of them there the guard is never told, so it keeps a row for each
 * in its own table, and a ticket's id is its key.
 *
 * <p>An event is in the row before it is sent and stays there until it was answered with success; until then it is sent
 * first, with the same id and body, before anything newer. A receiver that ignores an id that it knows is thus told each
 * thing once and in order. Since sending twice does no harm, an opening of unknown outcome ends in
 * {@link Failure.Transient} and may be made again at once; until it was received {@link #find} does not show it. Safe for
 * use by many threads and processes.
 */
public final class WebhookTickets implements Tickets {
    /** Partition of these rows. */
    public static final String PARTITION = "webhook";

    private static final HttpHeaderName ID = HttpHeaderName.fromString("webhook-id");
    private static final HttpHeaderName TIMESTAMP = HttpHeaderName.fromString("webhook-timestamp");
    private static final HttpHeaderName SIGNATURE = HttpHeaderName.fromString("webhook-signature");

    private final TrackerHttp http;
    private final WebhookSignature signature;
    private final MemoryStore store;
    private final InstantSource clock;
    private final WebhookEvent.Maker events;

    /**
     * @param http the receiver's whole URL, usually with {@link Authorization#NONE}
     * @param secrets {@code whsec_} and base64 of 24 to 64 bytes each, the newest first; asked at each sending
     * @param source the events' source, a URI reference that tells this installation from others
     * @param markdown renders a page as Markdown, escaping its values
     */
    public WebhookTickets(
            TrackerHttp http,
            Supplier<List<String>> secrets,
            String source,
            MemoryStore store,
            InstantSource clock,
            Function<Page, String> markdown) {
        this.http = http;
        this.signature = new WebhookSignature(secrets);
        this.store = store;
        this.clock = clock;
        this.events = new WebhookEvent.Maker(source, markdown);
    }

    @Override
    public List<Found> find(TicketRouting routing, String key, Optional<String> known) {
        return store.load(PARTITION, key).map(WebhookRow::parse).flatMap(WebhookTickets::found).stream()
                .toList();
    }

    private static Optional<Found> found(WebhookRow row) {
        return Optional.ofNullable(row.state())
                .map(state -> new Found(row.key(), state, Optional.empty(), Optional.of(Instant.parse(row.begun()))));
    }

    @Override
    public Found open(Draft draft) {
        About about = About.of(draft);
        Outbox outbox =
                store.load(PARTITION, draft.key()).map(Outbox::new).orElseGet(() -> new Outbox(draft.key(), about));
        outbox.flush();
        if (outbox.row.state() == null) {
            outbox.say(Kind.OPENED, State.OPEN, about, draft.page());
        } else {
            // It was opened by an earlier try, perhaps in other words.
            outbox.say(Kind.COMMENTED, outbox.state(), outbox.row.about(), draft.page());
        }
        return found(outbox.row).orElseThrow();
    }

    @Override
    public void comment(TicketRouting routing, String id, Page page) {
        Outbox outbox = opened(id);
        outbox.say(Kind.COMMENTED, outbox.state(), outbox.row.about(), page);
    }

    @Override
    public void resolve(TicketRouting routing, String id, Page page) {
        Outbox outbox = opened(id);
        if (outbox.state() == State.OPEN) {
            outbox.send(Kind.RESOLVED, State.RESOLVED, outbox.row.about(), Optional.of(page));
        }
    }

    @Override
    public void reopen(TicketRouting routing, String id, Page page) {
        Outbox outbox = opened(id);
        if (outbox.state() == State.RESOLVED) {
            outbox.send(Kind.REOPENED, State.OPEN, outbox.row.about(), Optional.of(page));
        }
    }

    @Override
    public void update(TicketRouting routing, String id, Draft draft) {
        Outbox outbox = opened(id);
        About about = About.of(draft);
        if (!about.equals(outbox.row.about())) {
            outbox.send(Kind.UPDATED, outbox.state(), about, Optional.empty());
        }
    }

    /** Zero: what is not shown was not received, or may be sent again without harm. */
    @Override
    public Duration settles(TicketRouting routing) {
        return Duration.ZERO;
    }

    private Outbox opened(String id) {
        Outbox outbox = store.load(PARTITION, id).map(Outbox::new).orElseThrow(() -> missing(id));
        outbox.flush();
        if (outbox.row.state() == null) {
            throw missing(id);
        }
        return outbox;
    }

    private static Failure.Terminal missing(String id) {
        return new Failure.Terminal("TicketNotFound", "webhook: there is no ticket " + id);
    }

    /** A ticket's row with the one event that may have to be sent. */
    private final class Outbox {
        private WebhookRow row;
        private Optional<String> etag;

        Outbox(Row loaded) {
            row = WebhookRow.parse(loaded);
            etag = Optional.of(loaded.etag());
        }

        /** The row of a ticket that is not there yet. */
        Outbox(String key, About about) {
            row = new WebhookRow(key, clock.instant().toString(), 0, null, "", about, null);
            etag = Optional.empty();
        }

        State state() {
            return Optional.ofNullable(row.state()).orElse(State.OPEN);
        }

        /** Says this unless it was what was said last. */
        void say(Kind kind, State state, About about, Page page) {
            if (!row.said().equals(page.mark())) {
                send(kind, state, about, Optional.of(page));
            }
        }

        void send(Kind kind, State state, About about, Optional<Page> page) {
            WebhookEvent event = events.of(kind, row, state, about, page, clock.instant());
            save(row.sending(new Pending(event, state, page.map(Page::mark).orElse(row.said()), about)));
            flush();
        }

        /** Sends what has to be sent, if anything. */
        void flush() {
            Pending pending = row.pending();
            if (pending == null) {
                return;
            }
            try {
                post(pending.event());
            } catch (Failure.Terminal e) {
                save(row.refused());
                throw e;
            }
            save(row.received(pending));
        }

        private void save(WebhookRow next) {
            etag = Optional.of(store.save(PARTITION, next.key(), next.text(), etag));
            row = next;
        }
    }

    private void post(WebhookEvent event) {
        byte[] body = event.body().getBytes(StandardCharsets.UTF_8);
        Instant now = clock.instant();
        http.send(TrackerRequest.repeatable(body)
                .as(WebhookEvent.TYPE)
                .header(ID, event.id())
                .header(TIMESTAMP, Long.toString(now.getEpochSecond()))
                .header(SIGNATURE, signature.of(event.id(), now, body)));
    }
}
