package io.entraguard.lab.trackers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A work item type of the process Agile, or what matters of it.
 *
 * @param states categories by the state's name, in the order of the workflow
 */
record AzureProcess(Map<String, String> states, Set<String> fields) {
    private static final List<String> COMMON = List.of(
            "System.Title",
            "System.Description",
            "System.Tags",
            "System.State",
            "System.History",
            "System.AssignedTo",
            "Microsoft.VSTS.Common.Priority");

    private static final AzureProcess ISSUE = new AzureProcess(
            states("New", "Proposed", "Active", "InProgress", "Closed", "Completed"),
            fields("Microsoft.VSTS.Scheduling.DueDate"));
    private static final AzureProcess BUG = new AzureProcess(
            states("New", "Proposed", "Active", "InProgress", "Resolved", "Resolved", "Closed", "Completed"),
            fields("Microsoft.VSTS.Common.Severity"));
    private static final Set<String> SEVERITIES = Set.of("1 - Critical", "2 - High", "3 - Medium", "4 - Low");
    private static final int LONGEST_TITLE = 255;
    private static final int LONGEST_TAG = 400;

    static Optional<AzureProcess> of(String type) {
        return switch (type) {
            case "Issue" -> Optional.of(ISSUE);
            case "Bug" -> Optional.of(BUG);
            default -> Optional.empty();
        };
    }

    private static Map<String, String> states(String... namesAndCategories) {
        var states = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndCategories.length; i += 2) {
            states.put(namesAndCategories[i], namesAndCategories[i + 1]);
        }
        return states;
    }

    private static Set<String> fields(String more) {
        var fields = new TreeSet<>(COMMON);
        fields.add(more);
        return fields;
    }

    /** Why a field does not take that value; empty where it does. */
    Optional<String> complaint(String field, JsonNode value, Set<String> people) {
        if (!fields.contains(field)) {
            return Optional.of("TF51535: Cannot find field " + field + ".");
        }
        String text = value.asText();
        boolean taken = switch (field) {
            case "System.Title" -> !text.isEmpty() && text.length() <= LONGEST_TITLE;
            case "System.State" -> states.containsKey(text);
            case "System.Tags" ->
                Arrays.stream(text.split(";"))
                        .map(String::strip)
                        .allMatch(tag -> !tag.isEmpty()
                                && tag.length() <= LONGEST_TAG
                                && !tag.contains(",")
                                && !tag.startsWith("@"));
            case "System.AssignedTo" -> people.contains(text);
            case "Microsoft.VSTS.Common.Priority" -> value.isInt() && value.asInt() >= 1 && value.asInt() <= 4;
            case "Microsoft.VSTS.Common.Severity" -> SEVERITIES.contains(text);
            default -> true;
        };
        return taken
                ? Optional.empty()
                : Optional.of("TF401320: Rule Error for field " + field + ". Error code: InvalidListValue.");
    }
}
