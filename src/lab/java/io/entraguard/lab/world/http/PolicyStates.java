package io.entraguard.lab.world.http;

import io.entraguard.lab.world.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The table {@code policyresources}, as far as the guard asks it: the states of the policy for kube-audit, summed up to
 * lists of clusters by what they say and by the first two characters of the subscription.
 */
final class PolicyStates {
    static final String TABLE = "policyresources";

    private static final List<String> ASKED = List.of(
            "'microsoft.policyinsights/policystates'",
            "endswith '/policydefinitions/entra-guard-kube-audit'",
            "make_list(cluster) by share, coverage");

    private PolicyStates() {}

    /** Refuses a query that asks for something else. */
    static void check(String query) {
        String lower = query.toLowerCase(Locale.ROOT);
        if (!ASKED.stream().allMatch(lower::contains)) {
            throw Refusal.arm(
                    400,
                    "BadRequest",
                    "The lab's Resource Graph knows of policyresources only lists of clusters by their states of the"
                            + " policy entra-guard-kube-audit.");
        }
    }

    /** The rows for those states, by the clusters' lower-case ids. */
    static List<Map<String, Object>> rows(SortedMap<String, String> states) {
        var lists = new TreeMap<String, List<String>>();
        states.forEach((cluster, state) -> {
            String share = cluster.substring("/subscriptions/".length()).substring(0, 2);
            switch (state) {
                case "Compliant" -> add(lists, share + " covered", cluster);
                case "NonCompliant", "Exempt" -> add(lists, share + " missing", cluster);
                default -> {
                    // A state that says nothing is in no list.
                }
            }
        });
        var rows = new ArrayList<Map<String, Object>>();
        lists.forEach((name, clusters) ->
                rows.add(Map.of("share", name.substring(0, 2), "coverage", name.substring(3), "clusters", clusters)));
        return rows;
    }

    private static void add(Map<String, List<String>> lists, String name, String cluster) {
        lists.computeIfAbsent(name, first -> new ArrayList<>()).add(cluster);
    }
}
