package io.entraguard.infra.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an expression is evaluated on: the assignment's parameters, defaults filled in, and the request. */
record Scope(Map<String, Object> parameters, PolicyRequest request) {
    @Nullable Object parameter(String name) {
        if (!parameters.containsKey(name)) {
            throw new NotUnderstood("parameters('" + name + "') is used but not declared");
        }
        return parameters.get(name);
    }
}
