package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.reconcile.Tickets.Draft;
import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Span;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an issue should have where its project has it: priority, due date, assignee and a link to the issue before. Each
 * project has its own priorities and screens, and Jira refuses the whole request for one field; what it refused is left
 * out the next time and the issue says so. Immutable.
 *
 * @param fields values by field name
 * @param notes what the issue says about that which is left out
 */
record JiraWishes(Map<String, JsonNode> fields, List<Block> notes) {
    static final String LINK = "issuelinks";

    private static final String PRIORITY = "priority";
    private static final String DUE = "duedate";
    private static final String ASSIGNEE = "assignee";
    private static final Pattern KEY_AT_END = Pattern.compile("(?:^|/)([A-Z][A-Z0-9_]*-\\d{1,18})$");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * What a draft wishes.
     *
     * @param account the owner's account, where there is an owner whom Jira knows
     */
    static JiraWishes of(Draft draft, JiraPlace place, Optional<String> account) {
        var fields = new LinkedHashMap<String, JsonNode>();
        Optional.ofNullable(place.priorities().get(draft.worst()))
                .ifPresent(name -> fields.put(PRIORITY, JSON.objectNode().put("name", name)));
        fields.put(
                DUE,
                JSON.textNode(LocalDate.ofInstant(draft.due(), ZoneOffset.UTC).toString()));
        account.ifPresent(id -> fields.put(ASSIGNEE, JSON.objectNode().put("id", id)));
        draft.follows().flatMap(JiraWishes::link).ifPresent(link -> fields.put(LINK, link));
        List<Block> notes = draft.owner()
                .filter(owner -> account.isEmpty())
                .map(JiraWishes::unknown)
                .map(List::of)
                .orElse(List.of());
        return new JiraWishes(fields, notes);
    }

    private static Block unknown(String owner) {
        return Block.paragraph(
                new Span.Text("Nobody is assigned: Jira knows no single user who may be assigned here by what the owner"
                        + " tag says, "),
                new Span.Code(owner),
                new Span.Text("."));
    }

    private static Optional<JsonNode> link(String follows) {
        Matcher key = KEY_AT_END.matcher(follows);
        ObjectNode issue = JSON.objectNode();
        if (key.find()) {
            issue.put("key", key.group(1));
        } else if (JiraIssue.number(follows)) {
            issue.put("id", follows);
        } else {
            return Optional.empty();
        }
        ObjectNode link = JSON.objectNode();
        link.putObject("type").put("name", "Relates");
        link.set("outwardIssue", issue);
        return Optional.of(JSON.arrayNode().add(JSON.objectNode().set("add", link)));
    }

    /** Those that are fields of their own, for the request's {@code fields}. */
    ObjectNode plain() {
        ObjectNode plain = JSON.objectNode();
        fields.forEach((name, value) -> {
            if (!name.equals(LINK)) {
                plain.set(name, value);
            }
        });
        return plain;
    }

    Optional<JsonNode> links() {
        return Optional.ofNullable(fields.get(LINK));
    }

    /** Those of them that a refusal names; the link, which it may name in another way, where it names no field at all. */
    Set<String> refused(JsonNode refusal) {
        JsonNode errors = refusal.path("errors");
        if (errors.isEmpty() && fields.containsKey(LINK)) {
            return Set.of(LINK);
        }
        var refused = new LinkedHashSet<>(fields.keySet());
        refused.removeIf(name -> !errors.has(name));
        return refused;
    }

    JiraWishes without(Set<String> refused) {
        var fewer = new LinkedHashMap<>(fields);
        var more = new ArrayList<>(notes);
        refused.forEach(name -> Optional.ofNullable(fewer.remove(name))
                .flatMap(value -> note(name, value))
                .ifPresent(more::add));
        return new JiraWishes(fewer, more);
    }

    private static Optional<Block> note(String name, JsonNode value) {
        return switch (name) {
            case PRIORITY ->
                Optional.of(Block.paragraph("Its priority should be \""
                        + value.path("name").asText() + "\", which Jira does not take here."));
            case DUE ->
                Optional.of(Block.paragraph("It is due on " + value.asText() + "; Jira takes no due date here."));
            case ASSIGNEE ->
                Optional.of(Block.paragraph(
                        "Nobody is assigned: Jira does not let the guard assign the user whom the owner tag names."));
            default -> Optional.empty(); // the text links to the issue before already
        };
    }
}
