package io.entraguard.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.entraguard.policy.Limits.Breaker;
import io.entraguard.policy.Limits.Reverts;
import io.entraguard.policy.Policy.Rule;
import io.entraguard.policy.YamlTree.Document;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Makes the policy of a document that the schema has passed, and finds what a schema cannot say against it. */
final class PolicyReading {
    private final JsonNode root;
    private final YamlTree places;
    private final List<PolicyProblem> problems = new ArrayList<>();

    PolicyReading(Document document) {
        this.root = document.root();
        this.places = document.places();
    }

    /**
     * The policy.
     *
     * @throws PolicyFile.Invalid where it contradicts itself or holds a value that nothing can be made of
     */
    Policy policy(String hash) {
        Settings defaults = settings("/defaults").over(Settings.DEFAULTS);
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < root.path("rules").size(); i++) {
            rules.add(rule("/rules/" + i, defaults));
        }
        uniqueNames(rules);
        Limits limits = limits();
        if (!problems.isEmpty()) {
            throw new PolicyFile.Invalid(problems);
        }
        return new Policy(defaults, rules, limits, hash);
    }

    private Rule rule(String pointer, Settings defaults) {
        String name = root.at(pointer + "/name").textValue();
        return new Rule(name, when(pointer + "/when"), settings(pointer).over(defaults));
    }

    private void uniqueNames(List<Rule> rules) {
        var first = new HashMap<String, Integer>();
        for (int i = 0; i < rules.size(); i++) {
            String name = rules.get(i).name();
            Integer before = first.putIfAbsent(name, i);
            if (before != null) {
                problems.add(places.value("/rules/" + i + "/name")
                        .problem("the name " + Words.quoted(name) + " is given twice, first in rules[" + before
                                + "]; give each rule its own"));
            }
        }
    }

    private When when(String pointer) {
        JsonNode when = root.at(pointer);
        return new When(
                tags(pointer + "/tags", when.path("tags")),
                texts(when.path("subscriptions")),
                texts(when.path("resourceGroups")));
    }

    private Map<String, List<String>> tags(String pointer, JsonNode node) {
        var tags = new LinkedHashMap<String, List<String>>();
        var spelled = new HashMap<String, String>();
        node.properties().forEach(tag -> {
            String before = spelled.putIfAbsent(tag.getKey().toLowerCase(Locale.ROOT), tag.getKey());
            if (before != null) {
                problems.add(places.key(pointer, tag.getKey())
                        .problem("the tag is given twice, first as " + Words.quoted(before)
                                + ": Azure ignores the case of tag names"));
            }
            tags.put(tag.getKey(), texts(tag.getValue()));
        });
        return tags;
    }

    private Limits limits() {
        JsonNode limits = root.path("limits");
        JsonNode breaker = limits.path("breaker");
        JsonNode reverts = limits.path("reverts");
        Limits defaults = Limits.DEFAULTS;
        SettingsReading breakerWords = reading("/limits/breaker", breaker);
        SettingsReading revertsWords = reading("/limits/reverts", reverts);
        return new Limits(
                limits.path("concurrentRemediations").asInt(defaults.concurrentRemediations()),
                limits.path("remediationsPerHour").asInt(defaults.remediationsPerHour()),
                new Breaker(
                        breaker.path("failures").asInt(defaults.breaker().failures()),
                        breakerWords.duration("within", defaults.breaker().within())),
                limits.path("newTicketsPerDay").asInt(defaults.newTicketsPerDay()),
                new Reverts(
                        reverts.path("count").asInt(defaults.reverts().count()),
                        revertsWords.duration("within", defaults.reverts().within())));
    }

    private SettingsReading settings(String pointer) {
        return reading(pointer, root.at(pointer));
    }

    private SettingsReading reading(String pointer, JsonNode node) {
        return new SettingsReading(node.isObject() ? node : MissingNode.getInstance(), pointer, places, problems);
    }

    static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }
}
