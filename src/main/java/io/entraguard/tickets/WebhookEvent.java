package io.entraguard.tickets;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.reconcile.Tickets.Draft;
import io.entraguard.reconcile.Tickets.State;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.PlainText;
import io.entraguard.reconcile.ticket.Visible;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a ticket, as a CloudEvent 1.0 in its structured JSON form.
 *
 * @param id the CloudEvent's id and the {@code webhook-id}, the same each time it is sent, by which a receiver knows it again
 * @param body the JSON, the same each time it is sent
 */
record WebhookEvent(String id, String body) {
    /** Media type of the body. */
    static final String TYPE = "application/cloudevents+json";

    /** What happened. */
    enum Kind {
        OPENED,
        COMMENTED,
        RESOLVED,
        REOPENED,
        UPDATED;

        String type() {
            return "io.entraguard.ticket." + name().toLowerCase(Locale.ROOT);
        }
    }

    /** What stands in every event of a ticket. */
    record About(
            String cluster,
            String severity,
            String due,
            @Nullable String owner,
            List<String> labels,
            @Nullable String follows) {
        About {
            labels = List.copyOf(labels);
        }

        static About of(Draft draft) {
            return new About(
                    draft.cluster().id(),
                    draft.worst().word(),
                    draft.due().toString(),
                    draft.owner().orElse(null),
                    draft.routing().labels(),
                    draft.follows().orElse(null));
        }

        private ObjectNode json() {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("cluster", cluster)
                    .put("severity", severity)
                    .put("due", due);
            Optional.ofNullable(owner).ifPresent(name -> json.put("owner", Visible.name(name)));
            Optional.ofNullable(follows).ifPresent(earlier -> json.put("follows", earlier));
            labels.forEach(json.putArray("labels")::add);
            return json;
        }
    }

    /** Who makes events: where they come from and how a page becomes Markdown. */
    record Maker(String source, Function<Page, String> markdown) {
        /**
         * The next event of a ticket.
         *
         * @param state where the ticket stands afterwards
         * @param page what is said, if anything is
         */
        WebhookEvent of(Kind kind, WebhookRow row, State state, About about, Optional<Page> page, Instant now) {
            ObjectNode data = about.json().put("state", state.name().toLowerCase(Locale.ROOT));
            page.ifPresent(said -> {
                data.put("title", Visible.text(said.title()));
                data.putObject("text").put("plain", PlainText.of(said)).put("markdown", markdown.apply(said));
            });
            ObjectNode event = JsonNodeFactory.instance
                    .objectNode()
                    .put("specversion", "1.0")
                    .put("id", row.nextId())
                    .put("source", source)
                    .put("type", kind.type())
                    .put("subject", row.key())
                    .put("time", now.toString())
                    .put("datacontenttype", "application/json");
            event.set("data", data);
            return new WebhookEvent(row.nextId(), event.toString());
        }
    }
}
