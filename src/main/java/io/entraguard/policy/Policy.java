package io.entraguard.policy;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * What owners want done with which clusters: defaults, rules in order, and limits. Immutable.
 *
 * @param rules the first that matches wins
 * @param hash SHA-256 of the file's bytes in lower-case hex, which audit events carry
 */
public record Policy(Settings defaults, List<Rule> rules, Limits limits, String hash) {

    /** A named part of the policy: for which clusters, and what it says laid over the defaults. */
    public record Rule(String name, When when, Settings settings) {}

    /**
     * What the policy says of one cluster.
     *
     * @param rule the winning rule's name, {@code defaults} where none matched
     * @param passedOver why each rule before it did not match, in words
     */
    public record Match(String rule, Settings settings, List<String> passedOver) {
        public Match {
            passedOver = List.copyOf(passedOver);
        }
    }

    /** The name of the match where no rule is for a cluster. */
    public static final String NO_RULE = "defaults";

    public Policy {
        rules = List.copyOf(rules);
    }

    /** Whether defaults or any rule look at tags that a cluster inherits. */
    public boolean inheritsTags() {
        return defaults.inheritTags()
                || rules.stream().anyMatch(rule -> rule.settings().inheritTags());
    }

    /** The rule for a cluster with these tags that inherits none. */
    public Match match(ClusterRef cluster, Tags tags) {
        return match(cluster, tags, Tags.NONE);
    }

    /**
     * The rule for a cluster.
     *
     * @param own the cluster's own tags
     * @param inherited those of its resource group laid over those of its subscription, at which a rule looks where it
     *     says {@code inheritTags} and the cluster has none of that name; the guard's own tags are never inherited
     */
    public Match match(ClusterRef cluster, Tags own, Tags inherited) {
        Tags laid = own.over(inheritable(inherited));
        var passedOver = new ArrayList<String>();
        for (Rule rule : rules) {
            Optional<String> mismatch =
                    rule.when().mismatch(cluster, rule.settings().inheritTags() ? laid : own);
            if (mismatch.isEmpty()) {
                return new Match(rule.name(), rule.settings(), passedOver);
            }
            passedOver.add(rule.name() + ": " + mismatch.get());
        }
        return new Match(NO_RULE, defaults, passedOver);
    }

    private static Tags inheritable(Tags inherited) {
        var values = new HashMap<>(inherited.all());
        values.keySet().removeIf(GuardTag::speaksToGuard);
        return Tags.of(values);
    }
}
