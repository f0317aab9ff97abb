package io.entraguard.tickets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.entraguard.model.Sha256;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Json;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.Tickets.State;
import org.jspecify.annotations.Nullable;

/**
 * What the guard remembers of a ticket that a webhook is told about: the ticket as the receiver surely knows it, and the
 * event that it may not have got.
 *
 * @param begun when the row was made, which tells it from an earlier one of its key
 * @param number which one its next event is; never one that was used, since a receiver ignores an id that it knows
 * @param state where it stands; null until its opening was received
 * @param said the mark of what was said last
 * @param pending what has to be sent, again if it was before
 */
record WebhookRow(
        String key,
        String begun,
        int number,
        @Nullable State state,
        String said,
        WebhookEvent.About about,
        @Nullable Pending pending) {
    private static final JsonMapper JSON = Json.Mappers.PLAIN;

    /** An event and what is true once it was received. */
    record Pending(WebhookEvent event, State state, String said, WebhookEvent.About about) {}

    /** The id of the next event. */
    String nextId() {
        return "msg_" + Sha256.hex32(key + "|" + begun + "|" + number);
    }

    WebhookRow sending(Pending next) {
        return new WebhookRow(key, begun, number + 1, state, said, about, next);
    }

    /** It was received. */
    WebhookRow received(Pending event) {
        return new WebhookRow(key, begun, number, event.state(), event.said(), event.about(), null);
    }

    /** It was refused for good. */
    WebhookRow refused() {
        return new WebhookRow(key, begun, number, state, said, about, null);
    }

    static WebhookRow parse(MemoryStore.Row row) {
        try {
            return JSON.readValue(row.text(), WebhookRow.class);
        } catch (JsonProcessingException e) {
            throw new Failure.Terminal("TicketUnreadable", "the row of ticket " + row.name() + " could not be read");
        }
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row has only fields that JSON can hold", e);
        }
    }
}
