package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.entraguard.reconcile.CachedFleet;
import io.entraguard.reconcile.DailyFigures;
import io.entraguard.reconcile.Facet;
import io.entraguard.reconcile.FleetOverview;
import io.entraguard.reconcile.MemoryStore;
import java.util.List;
import java.util.Optional;

/** {@code GET api/kpis}: the figures at this moment and as a series of days. Thread-safe. */
public final class Kpis {
    private static final int USUAL_DAYS = 90;

    private final CachedFleet fleet;
    private final MemoryStore memory;

    public Kpis(CachedFleet fleet, MemoryStore memory) {
        this.fleet = fleet;
        this.memory = memory;
    }

    /** Answers one request. */
    @FunctionName("Kpis")
    public HttpResponseMessage run(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            authLevel = AuthorizationLevel.FUNCTION,
                            route = "kpis")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return HttpAnswer.to(request, context, answer -> {
            var query = new QueryParameters(request.getQueryParameters(), List.of("days", "by"));
            int days = query.number("days", 1, DailyFigures.DAYS_KEPT, USUAL_DAYS);
            Optional<Facet> by = query.word("by", Facet.words()).flatMap(Facet::of);
            FleetOverview overview = fleet.get();
            return answer.json(
                    by.map(facet -> overview.figures(days, memory, facet)).orElseGet(() -> overview.figures(days)));
        });
    }
}
