package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.entraguard.reconcile.GuardHealth;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET api/health}: what works and since when; 503 where something that the guard needs does not. Thread-safe. */
public final class Health {
    private final GuardHealth health;

    public Health(GuardHealth health) {
        this.health = health;
    }

    /** Answers one request. */
    @FunctionName("Health")
    public HttpResponseMessage run(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            authLevel = AuthorizationLevel.FUNCTION,
                            route = "health")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return HttpAnswer.to(request, context, answer -> {
            new QueryParameters(request.getQueryParameters(), List.of());
            GuardHealth.Report report = health.report();
            boolean down = report.condition() == GuardHealth.Condition.DOWN;
            return down ? answer.json(HttpStatus.SERVICE_UNAVAILABLE, tree(report)) : answer.json(tree(report));
        });
    }

    /** As a JSON tree. */
    static Map<String, Object> tree(GuardHealth.Report report) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("status", report.condition().word());
        tree.put("time", report.at().toString());
        tree.put("version", report.version());
        tree.put("mode", report.mode());
        tree.put("parts", report.parts().stream().map(Health::part).toList());
        return tree;
    }

    @SuppressWarnings("NullAway") // a JSON tree holds null where nothing is known
    private static Map<String, Object> part(GuardHealth.Part part) {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        tree.put("name", part.name());
        tree.put("status", part.condition().word());
        tree.put("since", part.since().map(Instant::toString).orElse(null));
        tree.put("text", part.text());
        return tree;
    }
}
