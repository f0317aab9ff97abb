package io.entraguard.lab.trackers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A ServiceNow instance, as far as its documentation tells how it behaves: conditions on unknown columns dropped,
 * unknown columns and what is too long in a write dropped too, journals that only show, priority made of impact and
 * urgency, resolution with mandatory words, closed records that nobody but administrators changes. User {@code guard}
 * with password {@code token}; OAuth application {@code app} with secret {@code app-secret}.
 */
public final class SimulatedServiceNow extends LoopbackTracker {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final String BASIC = "Basic Z3VhcmQ6dG9rZW4=";
    private static final Map<String, Integer> LONGEST = Map.of(
            "correlation_id",
            100,
            "correlation_display",
            100,
            "short_description",
            160,
            "description",
            4000,
            "close_notes",
            4000);
    private static final Set<String> WRITABLE = Set.of(
            "state",
            "correlation_id",
            "correlation_display",
            "short_description",
            "description",
            "impact",
            "urgency",
            "due_date",
            "assigned_to",
            "close_code",
            "close_notes");
    private static final Set<String> JOURNALS = Set.of("work_notes", "comments");

    private final InstantSource clock;
    private final Map<String, List<Map<String, String>>> tables = new LinkedHashMap<>();
    private final Map<String, List<Note>> notes = new LinkedHashMap<>();
    private final Set<String> unknown = new TreeSet<>();
    private final Map<String, Instant> tokens = new LinkedHashMap<>();
    private int number;

    /** One entry of a journal. */
    private record Note(Instant time, String journal, String by, String text) {}

    public SimulatedServiceNow(InstantSource clock) {
        this.clock = clock;
        tables.put("incident", new ArrayList<>());
        tables.put("sc_task", new ArrayList<>());
        tables.put("sys_user", new ArrayList<>());
    }

    /** From now on its tables have no such column, or the guard may not read it. */
    public synchronized void withoutColumn(String name) {
        unknown.add(name);
    }

    /** Adds a user. */
    public synchronized void user(String id, String name, String email, boolean active) {
        rows("sys_user")
                .add(Map.of("sys_id", id, "user_name", name, "email", email, "active", Boolean.toString(active)));
    }

    /** Somebody sets the state of what has that key. */
    public synchronized void moved(String key, String state) {
        bearing(key).forEach(row -> row.put("state", state));
    }

    /** Somebody deletes what has that key. */
    public synchronized void deleted(String key) {
        tables.values().forEach(rows -> rows.removeIf(row -> key.equals(row.get("correlation_id"))));
    }

    /** Somebody says something on what has that key. */
    public synchronized void noted(String key, String words) {
        bearing(key).forEach(row -> note(row, "work_notes", "Alice", words));
    }

    /** All incidents, oldest first. */
    public synchronized List<Map<String, String>> incidents() {
        return rows("incident").stream().<Map<String, String>>map(Map::copyOf).toList();
    }

    /** How many records there are that can have a key. */
    public synchronized int count() {
        return rows("incident").size() + rows("sc_task").size();
    }

    /** The description and all journal entries of what has that key, oldest first. */
    public synchronized List<String> texts(String key) {
        var texts = new ArrayList<String>();
        for (Map<String, String> row : bearing(key)) {
            texts.add(row.getOrDefault("description", ""));
            of(row).forEach(note -> texts.add(note.text()));
        }
        return texts;
    }

    private List<Map<String, String>> rows(String table) {
        return tables.getOrDefault(table, List.of());
    }

    private List<Map<String, String>> bearing(String key) {
        return tables.values().stream()
                .flatMap(List::stream)
                .filter(row -> key.equals(row.get("correlation_id")))
                .toList();
    }

    private List<Note> of(Map<String, String> row) {
        return notes.getOrDefault(row.getOrDefault("sys_id", ""), List.of());
    }

    private void note(Map<String, String> row, String journal, String by, String text) {
        notes.computeIfAbsent(row.getOrDefault("sys_id", ""), id -> new ArrayList<>())
                .add(new Note(clock.instant(), journal, by, text));
    }

    @Override
    Reply unavailable() {
        return Reply.empty(503);
    }

    @Override
    Reply throttled() {
        long seconds = 30;
        Reply error = error(429, "Rate limit exceeded", "Requests are limited by the rule of an administrator");
        return new Reply(
                429,
                Map.of(
                        "Retry-After",
                        Long.toString(seconds),
                        "X-RateLimit-Limit",
                        "100",
                        "X-RateLimit-Reset",
                        Long.toString(clock.instant().plusSeconds(seconds).getEpochSecond()),
                        "X-RateLimit-Rule",
                        "guard"),
                error.body());
    }

    private static Reply error(int status, String message, String detail) {
        ObjectNode body = JSON.objectNode().put("status", "failure");
        body.putObject("error").put("message", message).put("detail", detail);
        return Reply.of(status, body);
    }

    @Override
    Reply answer(Call call) {
        if (call.is("POST", "oauth_token.do")) {
            return token(pairs(call.text()));
        }
        if (!authorized(call.authorization().orElse(""))) {
            return error(401, "User Not Authenticated", "Required to provide Auth information");
        }
        boolean table = call.path().size() > 3 && call.path().subList(0, 3).equals(List.of("api", "now", "table"));
        if (!table || !tables.containsKey(call.path().get(3))) {
            return error(400, "Invalid table " + call.path(), "");
        }
        List<Map<String, String>> rows = rows(call.path().get(3));
        if (call.is("GET", "api", "now", "table", "*")) {
            return list(call, rows);
        }
        if (call.is("POST", "api", "now", "table", "*")) {
            return insert(call, rows);
        }
        Optional<Map<String, String>> row = call.path().size() == 5
                ? rows.stream()
                        .filter(one -> call.path().get(4).equals(one.get("sys_id")))
                        .findFirst()
                : Optional.empty();
        if (row.isEmpty()) {
            return error(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval");
        }
        return call.method().equals("PATCH") ? change(call, row.get()) : result(200, shown(call, row.get()));
    }

    private Reply token(Map<String, String> form) {
        boolean known = form.equals(
                Map.of("grant_type", "client_credentials", "client_id", "app", "client_secret", "app-secret"));
        if (!known) {
            return Reply.of(
                    401, JSON.objectNode().put("error", "server_error").put("error_description", "access_denied"));
        }
        number++;
        tokens.put("Bearer t" + number, clock.instant().plusSeconds(1800));
        return Reply.of(
                200,
                JSON.objectNode()
                        .put("access_token", "t" + number)
                        .put("token_type", "Bearer")
                        .put("expires_in", 1799));
    }

    private boolean authorized(String header) {
        return header.equals(BASIC)
                || Optional.ofNullable(tokens.get(header))
                        .filter(until -> clock.instant().isBefore(until))
                        .isPresent();
    }

    private Reply list(Call call, List<Map<String, String>> rows) {
        var columns = new TreeSet<>(WRITABLE);
        columns.addAll(Set.of("sys_id", "number", "user_name", "email", "active"));
        columns.removeAll(unknown);
        ArrayNode found = JSON.arrayNode();
        ServiceNowQuery.of(call.query("sysparm_query", ""), columns)
                .of(rows, Integer.parseInt(call.query("sysparm_limit", "10000")))
                .forEach(row -> found.add(shown(call, row)));
        return Reply.of(200, JSON.objectNode().set("result", found));
    }

    private static Reply result(int status, ObjectNode row) {
        return Reply.of(status, JSON.objectNode().set("result", row));
    }

    private ObjectNode shown(Call call, Map<String, String> row) {
        boolean all = call.query("sysparm_display_value", "false").equals("all");
        ObjectNode shown = JSON.objectNode();
        for (String column : call.query("sysparm_fields", "sys_id,number,state,correlation_id")
                .split(",")) {
            if (unknown.contains(column)) {
                continue;
            }
            String value = row.getOrDefault(column, "");
            if (all) {
                String seen = JOURNALS.contains(column) ? journal(row, column) : value;
                shown.putObject(column).put("display_value", seen).put("value", value);
            } else {
                shown.put(column, value);
            }
        }
        return shown;
    }

    /** Newest first, as people see it. */
    private String journal(Map<String, String> row, String column) {
        var text = new StringBuilder();
        for (Note note : of(row)) {
            if (note.journal().equals(column)) {
                text.insert(0, TIME.format(note.time()) + " - " + note.by() + " (Work notes)\n" + note.text() + "\n\n");
            }
        }
        return text.toString();
    }

    private Reply insert(Call call, List<Map<String, String>> rows) {
        number++;
        var row = new TreeMap<String, String>();
        row.put("sys_id", String.format("%032x", number));
        row.put("number", String.format("INC%07d", number));
        row.put("state", "1");
        row.put("sys_created_on", TIME.format(clock.instant()));
        rows.add(row);
        set(call, row);
        return result(201, shown(call, row));
    }

    private Reply change(Call call, Map<String, String> row) {
        if (Set.of("7", "8").contains(row.getOrDefault("state", ""))) {
            return error(403, "Operation Failed", "ACL Exception Update Failed due to security constraints");
        }
        boolean resolves = call.json().path("state").asText().equals("6");
        boolean words = call.json().hasNonNull("close_code") && call.json().hasNonNull("close_notes");
        if (resolves && !words) {
            return error(
                    403,
                    "Operation Failed",
                    "Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes");
        }
        set(call, row);
        return result(200, shown(call, row));
    }

    private void set(Call call, Map<String, String> row) {
        call.json().properties().forEach(column -> {
            String name = column.getKey();
            String value = column.getValue().asText();
            if (JOURNALS.contains(name)) {
                note(row, name, "Entra Guard", value);
            } else if (WRITABLE.contains(name) && !unknown.contains(name)) {
                int most = LONGEST.getOrDefault(name, 100);
                row.put(name, value.length() <= most ? value : value.substring(0, most));
            }
        });
        if (row.containsKey("impact") && row.containsKey("urgency")) {
            int sum = Integer.parseInt(row.getOrDefault("impact", "3"))
                    + Integer.parseInt(row.getOrDefault("urgency", "3"));
            row.put("priority", Integer.toString(sum - 1));
        }
    }
}
