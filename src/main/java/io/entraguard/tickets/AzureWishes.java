package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.model.Severity;
import io.entraguard.reconcile.Tickets.Draft;
import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Span;
import java.net.URI;
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
 * What a work item should have where its type has it: priority, severity, due date, assignee and a link to the item
 * before. Azure Boards refuses the whole request for one of them; what it refused is left out the next time and the
 * item says so. Immutable.
 *
 * @param values by the path that the patch adds them at
 * @param notes what the item says about that which is left out
 */
record AzureWishes(Map<String, JsonNode> values, List<Block> notes) {
    static final String PRIORITY = "Microsoft.VSTS.Common.Priority";
    static final String SEVERITY = "Microsoft.VSTS.Common.Severity";
    static final String DUE = "Microsoft.VSTS.Scheduling.DueDate";
    static final String ASSIGNEE = "System.AssignedTo";

    private static final String LINK = "/relations/-";
    private static final Pattern ID_AT_END = Pattern.compile("(?:^|/_workitems/edit/)(\\d{1,10})$");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What a draft wishes of an item of that type. */
    static AzureWishes of(Draft draft, AzureItemType type, URI organization) {
        var values = new LinkedHashMap<String, JsonNode>();
        var notes = new ArrayList<Block>();
        int rank = rank(draft.worst());
        put(values, type, PRIORITY, JSON.numberNode(rank));
        put(values, type, SEVERITY, JSON.textNode(rank + " - " + word(draft.worst())));
        if (!put(values, type, DUE, JSON.textNode(draft.due().toString()))) {
            notes.add(due(draft));
        }
        draft.owner().filter(owner -> !owner.isBlank()).ifPresent(owner -> {
            if (!put(values, type, ASSIGNEE, JSON.textNode(owner.strip()))) {
                notes.add(unassigned(owner));
            }
        });
        draft.follows().flatMap(earlier -> link(earlier, organization)).ifPresent(link -> values.put(LINK, link));
        return new AzureWishes(values, notes);
    }

    private static boolean put(Map<String, JsonNode> values, AzureItemType type, String field, JsonNode value) {
        if (type.has(field)) {
            values.put(path(field), value);
        }
        return type.has(field);
    }

    static String path(String field) {
        return "/fields/" + field;
    }

    private static int rank(Severity severity) {
        return switch (severity) {
            case CRITICAL -> 1;
            case HIGH -> 2;
            case MEDIUM -> 3;
            case LOW -> 4;
        };
    }

    private static String word(Severity severity) {
        String word = severity.word();
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static Optional<JsonNode> link(String earlier, URI organization) {
        Matcher id = ID_AT_END.matcher(earlier);
        boolean here = AzureWorkItem.number(earlier) || earlier.startsWith(organization + "/");
        if (!here || !id.find()) {
            return Optional.empty();
        }
        ObjectNode link = JSON.objectNode();
        link.put("rel", "System.LinkTypes.Related");
        link.put("url", organization + "/_apis/wit/workItems/" + id.group(1));
        return Optional.of(link);
    }

    /** Adds them to a patch. */
    void addTo(ArrayNode patch) {
        values.forEach((path, value) -> add(patch, path, value));
    }

    static void add(ArrayNode patch, String path, JsonNode value) {
        patch.addObject().put("op", "add").put("path", path).set("value", value);
    }

    /** What a refusal names; the link, which it names in no such way, where it names no field at all. */
    static Set<String> named(JsonNode refusal) {
        var refused = new LinkedHashSet<String>();
        refusal.path("customProperties")
                .path("RuleValidationErrors")
                .forEach(error ->
                        refused.add(path(error.path("fieldReferenceName").asText())));
        String message = refusal.path("message").asText();
        if (message.contains("identity value") || message.contains("Assigned To")) {
            refused.add(path(ASSIGNEE));
        }
        if (refused.isEmpty()) {
            refused.add(LINK);
        }
        return refused;
    }

    AzureWishes without(Set<String> refused, Draft draft) {
        var fewer = new LinkedHashMap<>(values);
        var more = new ArrayList<>(notes);
        fewer.keySet().removeAll(refused);
        if (refused.contains(path(DUE))) {
            more.add(due(draft));
        }
        if (refused.contains(path(ASSIGNEE))) {
            more.add(unassigned(draft.owner().orElse("")));
        }
        return new AzureWishes(fewer, more);
    }

    /** Those of them that change an item which people work on: they keep whom they assigned, and the link is there. */
    AzureWishes of(AzureWorkItem item) {
        var fewer = new LinkedHashMap<>(values);
        fewer.remove(LINK);
        if (item.assigned()) {
            fewer.remove(path(ASSIGNEE));
        }
        return new AzureWishes(fewer, List.of());
    }

    private static Block due(Draft draft) {
        return Block.paragraph("It is due at " + draft.due() + "; items of this type have no due date.");
    }

    private static Block unassigned(String owner) {
        return Block.paragraph(
                new Span.Text(
                        "Nobody is assigned: Azure Boards knows no single user who may be assigned here by what the"
                                + " owner tag says, "),
                new Span.Code(owner),
                new Span.Text("."));
    }
}
