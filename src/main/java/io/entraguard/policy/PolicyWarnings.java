package io.entraguard.policy;

import io.entraguard.policy.Policy.Rule;
import io.entraguard.policy.Settings.AzureRbac;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What a valid policy probably does not mean, or asks for that is not carried out. Pure. */
public final class PolicyWarnings {
    private final Policy policy;
    private final List<String> warnings = new ArrayList<>();

    private PolicyWarnings(Policy policy) {
        this.policy = policy;
    }

    /** The warnings, one sentence each without a full stop; empty where there are none. */
    public static List<String> of(Policy policy) {
        var found = new PolicyWarnings(policy);
        found.notCarriedOut();
        found.unreachable();
        found.nobodyNamed();
        found.limits();
        return List.copyOf(found.warnings);
    }

    private void notCarriedOut() {
        warn(
                "mode approve is not carried out by this version",
                "its clusters get a ticket instead",
                settings -> settings.mode() == Mode.APPROVE);
    }

    private void unreachable() {
        String first = "";
        for (Rule rule : policy.rules()) {
            if (!first.isEmpty()) {
                warnings.add("rule " + Words.quoted(rule.name()) + " can never match, because rule "
                        + Words.quoted(first) + " before it is for every cluster; put it before that one");
            } else if (everything(rule.when())) {
                first = rule.name();
            }
            if (rule.name().equals(Policy.NO_RULE)) {
                warnings.add("a rule is named '" + Policy.NO_RULE
                        + "', which is how a cluster without a rule is shown; give it another name");
            }
        }
    }

    private static boolean everything(When when) {
        return when.tags().values().stream().allMatch(List::isEmpty)
                && when.subscriptions().isEmpty()
                && when.resourceGroups().isEmpty();
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
        policy.rules().forEach(rule -> places.put("rule " + Words.quoted(rule.name()), rule.settings()));
        return places;
    }
}
