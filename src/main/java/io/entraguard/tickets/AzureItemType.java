package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.reconcile.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A work item type of one project: every process names its states itself and has fields of its own, but each state
 * belongs to a category that all share.
 *
 * @param states categories by the state's name, in the order of the workflow; names without regard to case
 * @param fields the reference names of its fields, without regard to case
 */
record AzureItemType(String name, Map<String, String> states, Set<String> fields) {
    private static final Set<String> DONE = Set.of("Completed", "Resolved", "Removed");

    static AzureItemType of(String name, JsonNode states, JsonNode fields) {
        var categories = new LinkedHashMap<String, String>();
        states.path("value")
                .forEach(state -> categories.put(
                        state.path("name").asText(), state.path("category").asText()));
        var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        fields.path("value")
                .forEach(field -> names.add(field.path("referenceName").asText()));
        return new AzureItemType(name, categories, names);
    }

    /** Whether nobody has to work on an item in that state any more. */
    boolean done(String state) {
        var categories = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        categories.putAll(states);
        return DONE.contains(categories.getOrDefault(state, ""));
    }

    /**
     * The state that an item is closed with or opened again.
     *
     * @throws Failure.Terminal where the type has none
     */
    String target(boolean toDone) {
        Optional<String> state = toDone
                ? of("Completed").or(() -> of("Resolved"))
                : of("Proposed").or(() -> of("InProgress"));
        return state.orElseThrow(() -> new Failure.Terminal(
                "NoState",
                "Azure Boards: the work item type " + name + " has no state of the category "
                        + (toDone ? "Completed or Resolved" : "Proposed or In Progress")
                        + "; give it one, or name another type in GUARD_AZURE_BOARDS_TYPE"));
    }

    private Optional<String> of(String category) {
        return states.entrySet().stream()
                .filter(state -> state.getValue().equals(category))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    boolean has(String field) {
        return fields.contains(field);
    }
}
