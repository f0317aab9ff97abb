package io.entraguard.policy;

import io.entraguard.policy.Policy.Rule;
import io.entraguard.policy.Settings.AzureRbac;
import io.entraguard.policy.Settings.TagMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What a valid policy probably does not mean. Pure. */
public final class PolicyWarnings {
    private static final String ONCE = "once is enough, and another may have been meant";

    private final Policy policy;
    private final List<String> warnings = new ArrayList<>();

    private PolicyWarnings(Policy policy) {
        this.policy = policy;
    }

    /** The warnings, one sentence each without a full stop; empty where there are none. */
    public static List<String> of(Policy policy) {
        var found = new PolicyWarnings(policy);
        found.unreachable();
        found.twice();
        found.nobodyNamed();
        found.limits();
        return List.copyOf(found.warnings);
    }

    private void unreachable() {
        var before = new ArrayList<Rule>();
        for (Rule rule : policy.rules()) {
            before.stream()
                    .filter(earlier -> takesAll(earlier, rule))
                    .findFirst()
                    .ifPresent(earlier -> warnings.add(rule(rule) + " can never match, because " + rule(earlier)
                            + " before it " + why(earlier.when(), rule.when()) + "; put it before that one"));
            before.add(rule);
            if (rule.name().equals(Policy.NO_RULE)) {
                warnings.add("a rule is named '" + Policy.NO_RULE
                        + "', which is how a cluster without a rule is shown; give it another name");
            }
        }
    }

    private static boolean takesAll(Rule earlier, Rule later) {
        boolean seesFewerTags =
                later.settings().inheritTags() && !earlier.settings().inheritTags();
        return earlier.when().covers(later.when())
                && (!seesFewerTags || earlier.when().tags().values().stream().allMatch(List::isEmpty));
    }

    private static String why(When earlier, When later) {
        if (earlier.covers(When.ALWAYS)) {
            return "is for every cluster";
        }
        return later.covers(earlier) ? "is for the same clusters" : "is for all of its clusters";
    }

    private static String rule(Rule rule) {
        return "rule " + Words.quoted(rule.name());
    }

    private void twice() {
        for (Rule rule : policy.rules()) {
            When when = rule.when();
            when.tags().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(tag -> twice(rule, "the tag " + Words.quoted(tag.getKey()), tag.getValue()));
            twice(rule, "subscriptions", When.lower(when.subscriptions()));
            twice(rule, "resourceGroups", When.lower(when.resourceGroups()));
        }
        warn("approvers lists an object id twice", ONCE, settings -> repeated(settings.approvers()));
        warn("adminGroups lists an object id twice", ONCE, settings -> repeated(settings.adminGroups()));
    }

    private void twice(Rule rule, String what, List<String> values) {
        var seen = new HashSet<String>();
        values.stream()
                .filter(value -> !seen.add(value))
                .distinct()
                .forEach(value ->
                        warnings.add(rule(rule) + ": when: " + what + " lists " + Words.quoted(value) + " twice"));
    }

    private static boolean repeated(List<String> ids) {
        return When.lower(ids).stream().distinct().count() < ids.size();
    }

    private void nobodyNamed() {
        warn(
                "mode auto names no adminGroups and leaves azureRbac unchanged",
                "a cluster without an administrator of its own gets a ticket instead",
                settings -> settings.mode() == Mode.AUTO
                        && settings.adminGroups().isEmpty()
                        && settings.azureRbac() == AzureRbac.UNCHANGED);
        warn(
                "mode approve names no approvers",
                "nobody can say yes",
                settings ->
                        settings.mode() == Mode.APPROVE && settings.approvers().isEmpty());
        warn(
                "tagMode any names no approvers",
                "no tag can choose a less safe mode, as with safer",
                settings -> settings.tagMode() == TagMode.ANY
                        && settings.approvers().isEmpty());
    }

    private void limits() {
        Limits limits = policy.limits();
        zero("limits.concurrentRemediations", limits.concurrentRemediations(), "nothing is ever remediated");
        zero("limits.remediationsPerHour", limits.remediationsPerHour(), "nothing is ever remediated");
        zero("limits.breaker.failures", limits.breaker().failures(), "the breaker is always open");
        zero("limits.newTicketsPerDay", limits.newTicketsPerDay(), "sweeps never open a ticket");
        zero("limits.reverts.count", limits.reverts().count(), "nothing is ever remediated");
    }

    private void zero(String path, int limit, String meaning) {
        if (limit == 0) {
            warnings.add(path + " is 0: " + meaning);
        }
    }

    private void warn(String what, String meaning, Predicate<Settings> applies) {
        List<String> where = places().entrySet().stream()
                .filter(place -> applies.test(place.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (!where.isEmpty()) {
            warnings.add(String.join(", ", where) + ": " + what + ": " + meaning);
        }
    }

    private Map<String, Settings> places() {
        var places = new LinkedHashMap<String, Settings>();
        places.put("defaults", policy.defaults());
        policy.rules().forEach(rule -> places.put(rule(rule), rule.settings()));
        return places;
    }
}
