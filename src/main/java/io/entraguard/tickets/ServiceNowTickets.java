package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.model.Severity;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Span;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * ServiceNow by its Table API: incidents, or records of another table that extends {@code task}. A record bears the
 * guard's key in {@code correlation_id}; its id here is its {@code sys_id}. Whom it is assigned to is a user, never a
 * group: assignment rules see to groups. Labels are left out, since tasks have none. Safe for use by many threads.
 *
 * <p>Context: an incident that was closed or cancelled, by people or by the instance after some days, cannot be opened
 * again by the guard. Choice: it is not found any more, and the next one, of the same key, names it. Cost: a regression
 * within the episode may be a second record.
 *
 * <p>Source: ServiceNow documentation, Table API, incident state model, inbound REST API rate limiting.
 */
public final class ServiceNowTickets implements Tickets {
    private static final String KEY = "correlation_id";
    private static final String COLUMNS = "sys_id,number,state,correlation_id,sys_created_on";
    private static final int MOST_DUPLICATES = 50;
    private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]{0,79}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final ServiceNowRows rows;
    private final ServiceNowUsers users;
    private final ServiceNowPlace place;

    /**
     * @param http at the instance, with {@link Authorization#basic} of a user or with a {@link ServiceNowToken}
     */
    public ServiceNowTickets(TrackerHttp http, ServiceNowPlace place) {
        this.rows = new ServiceNowRows(http.speaking(new ServiceNowDialect()));
        this.users = new ServiceNowUsers(rows);
        this.place = place;
    }

    private String table(TicketRouting routing) {
        String table = routing.table().orElse(place.table());
        if (!TABLE.matcher(table).matches()) {
            throw new Failure.Terminal(
                    "TableUnusable",
                    "the policy's ticket.table is no name of a ServiceNow table: lower-case letters, digits and _");
        }
        return table;
    }

    @Override
    public List<Found> find(TicketRouting routing, String key, Optional<String> known) {
        String table = table(routing);
        ServiceNowStates states = ServiceNowStates.of(table);
        return bearing(table, key).stream()
                .filter(row -> !states.forGood().contains(ServiceNowRows.value(row, "state")))
                .map(row -> found(table, row))
                .toList();
    }

    /** All rows of that key, oldest first. */
    private List<JsonNode> bearing(String table, String key) {
        if (!EncodedQuery.harmless(key)) {
            return List.of(); // no key of the guard's, so that nothing bears it
        }
        String query = EncodedQuery.equal(KEY, key) + "^ORDERBYsys_created_on^ORDERBYnumber";
        List<JsonNode> found = rows.list(table, query, COLUMNS, MOST_DUPLICATES);
        if (found.stream().anyMatch(row -> !ServiceNowRows.value(row, KEY).equals(key))) {
            // Not to be found is not the same as not to be there: opening one now could be opening one more.
            throw new Failure.Terminal(
                    "QueryIgnored",
                    "ServiceNow gave records of table " + table + " that were not asked for, as it does where the table"
                            + " has no column correlation_id or the guard's user may not read it: let it read that"
                            + " column, or name a table that extends task");
        }
        return found;
    }

    private Found found(String table, JsonNode row) {
        String id = ServiceNowRows.value(row, "sys_id");
        boolean done = ServiceNowStates.of(table).done().contains(ServiceNowRows.value(row, "state"));
        Optional<URI> url = id.matches("[0-9a-f]{32}")
                ? Optional.of(place.instance().resolve("/" + table + ".do?sys_id=" + id))
                : Optional.empty();
        return new Found(
                id, done ? State.RESOLVED : State.OPEN, url, time(ServiceNowRows.value(row, "sys_created_on")));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public Found open(Draft draft) {
        String table = table(draft.routing());
        Page page = draft.page();
        Optional<String> user = draft.owner().flatMap(users::active);
        List<Block> notes = Stream.of(
                        closedBefore(table, draft.key()).map(ServiceNowTickets::earlier),
                        draft.owner().filter(owner -> user.isEmpty()).map(ServiceNowTickets::unknown))
                .flatMap(Optional::stream)
                .toList();
        ObjectNode row = rated(draft, user)
                .put("short_description", ServiceNowText.line(page))
                .put("description", ServiceNowText.text(page, notes))
                .put(KEY, draft.key())
                .put("correlation_display", "Entra Guard");
        if (!ServiceNowText.fits(page, notes)) {
            row.put(place.journal().column(), ServiceNowText.note(page, notes));
        }
        return found(table, rows.insert(table, row, COLUMNS));
    }

    /** The number of the last record of that key that was closed for good. */
    private Optional<String> closedBefore(String table, String key) {
        return bearing(table, key).stream()
                .map(row -> ServiceNowRows.value(row, "number"))
                .filter(number -> !number.isEmpty())
                .reduce((older, younger) -> younger);
    }

    private static Block earlier(String number) {
        return Block.paragraph(
                new Span.Text("The record before this one, "),
                new Span.Code(number),
                new Span.Text(", is closed and cannot be opened again."));
    }

    private static Block unknown(String owner) {
        return Block.paragraph(
                new Span.Text(
                        "Nobody is assigned: ServiceNow knows no single active user by what the owner tag says, "),
                new Span.Code(owner),
                new Span.Text("."));
    }

    /** Impact and urgency, of which ServiceNow makes the priority by itself, due date and assignee. */
    private static ObjectNode rated(Draft draft, Optional<String> user) {
        ObjectNode columns = JsonNodeFactory.instance
                .objectNode()
                .put("impact", impact(draft.worst()))
                .put("urgency", urgency(draft.worst()))
                .put("due_date", TIME.format(LocalDateTime.ofInstant(draft.due(), ZoneOffset.UTC)));
        user.ifPresent(id -> columns.put("assigned_to", id));
        return columns;
    }

    private static String impact(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> "1";
            case MEDIUM -> "2";
            case LOW -> "3";
        };
    }

    private static String urgency(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "1";
            case HIGH, MEDIUM -> "2";
            case LOW -> "3";
        };
    }

    @Override
    public void comment(TicketRouting routing, String id, Page page) {
        String table = table(routing);
        ObjectNode columns = said(needed(table, id), page);
        if (!columns.isEmpty()) {
            rows.change(table, id, columns);
        }
    }

    private JsonNode needed(String table, String id) {
        return rows.read(table, id, COLUMNS + ",description," + place.journal().column())
                .orElseThrow(() ->
                        new Failure.Terminal("TicketNotFound", "ServiceNow's table " + table + " has no record " + id));
    }

    /** What a row gets to say this; nothing where the guard has said it last. */
    private ObjectNode said(JsonNode row, Page page) {
        ObjectNode columns = JsonNodeFactory.instance.objectNode();
        String journal = place.journal().column();
        // Newest first, with a line above each entry that says when and by whom.
        Optional<String> last = Signature.first(ServiceNowRows.shown(row, journal))
                .or(() -> Signature.first(ServiceNowRows.value(row, "description")));
        if (!last.equals(Optional.of(page.mark()))) {
            columns.put(journal, ServiceNowText.note(page, List.of()));
        }
        return columns;
    }

    @Override
    public void resolve(TicketRouting routing, String id, Page page) {
        String table = table(routing);
        JsonNode row = needed(table, id);
        ServiceNowStates states = ServiceNowStates.of(table);
        if (states.done().contains(ServiceNowRows.value(row, "state"))) {
            return;
        }
        ObjectNode columns = said(row, page)
                .put("state", states.resolved())
                .put("close_notes", ServiceNowText.text(page, List.of()));
        if (ServiceNowStates.wantsCode(table)) {
            columns.put("close_code", place.closeCode());
        }
        rows.change(table, id, columns);
    }

    @Override
    public void reopen(TicketRouting routing, String id, Page page) {
        String table = table(routing);
        JsonNode row = needed(table, id);
        ServiceNowStates states = ServiceNowStates.of(table);
        if (states.done().contains(ServiceNowRows.value(row, "state"))) {
            rows.change(table, id, said(row, page).put("state", states.reopened()));
        }
    }

    @Override
    public void update(TicketRouting routing, String id, Draft draft) {
        rows.change(table(routing), id, rated(draft, draft.owner().flatMap(users::active)));
    }

    /** The Table API reads what was written. */
    @Override
    public Duration settles(TicketRouting routing) {
        return Duration.ZERO;
    }
}
