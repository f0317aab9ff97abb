package io.entraguard.lab;

import io.entraguard.policy.Change;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A decision as the JSON object that scenario outputs hold. */
final class DecisionTree {
    private DecisionTree() {}

    @SuppressWarnings("NullAway") // a JSON tree holds null where there is no value
    static Map<String, Object> of(Decision decision) {
        Step step = decision.step();
        Optional<Step> would =
                step instanceof Step.Recorded recorded ? Optional.of(recorded.would()) : Optional.empty();
        var tree = new LinkedHashMap<String, @Nullable Object>();
        tree.put("step", step.word());
        tree.put("would", would.map(DecisionTree::would).orElse(null));
        tree.put("reasons", decision.reasons());
        tree.put("planId", would.orElse(step).planned().map(Plan::id).orElse(null));
        tree.put("until", step.ends().map(Object::toString).orElse(null));
        return tree;
    }

    private static Map<String, Object> would(Step step) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("step", step.word());
        tree.put(
                "changes",
                step.planned().map(Plan::changes).orElse(List.of()).stream()
                        .map(DecisionTree::change)
                        .toList());
        return tree;
    }

    @SuppressWarnings("NullAway") // null stands for a property that is not there
    private static Map<String, Object> change(Change change) {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        tree.put("path", change.path());
        tree.put("from", change.from());
        tree.put("to", change.to());
        return tree;
    }
}
