package io.entraguard.lab;

import io.entraguard.reconcile.Pass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The decisions of a run as they fall: a line of {@code decisions.jsonl} for each pass. */
final class Seen {
    private final List<Pass> passes = new ArrayList<>();

    void add(Pass pass) {
        passes.add(pass);
    }

    List<Pass> passes() {
        return List.copyOf(passes);
    }

    int count() {
        return passes.size();
    }

    /** One pass as the line's object, its names in the order of contracts.md section 5. */
    static Map<String, Object> json(Pass pass) {
        var line = new LinkedHashMap<String, Object>();
        line.put("time", pass.at().toString());
        line.put("cluster", pass.cluster().id());
        line.put("trigger", pass.trigger().word());
        line.putAll(DecisionTree.of(pass.decision()));
        return line;
    }
}
