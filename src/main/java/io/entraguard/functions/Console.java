package io.entraguard.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.entraguard.functions.console.ConsolePage;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sha256;
import io.entraguard.reconcile.CachedFleet;
import io.entraguard.reconcile.ClusterEntry;
import io.entraguard.reconcile.ClusterPage;
import io.entraguard.reconcile.FleetOverview;
import io.entraguard.reconcile.GuardHealth;
import io.entraguard.reconcile.MemoryStore;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code GET api/console}: the page for people. With {@code ?cluster=ARM-ID} that cluster's history comes along, and is
 * opened. Thread-safe.
 */
public final class Console {
    private final CachedFleet fleet;
    private final GuardHealth health;
    private final MemoryStore memory;
    private final Clock clock;

    public Console(CachedFleet fleet, GuardHealth health, MemoryStore memory, Clock clock) {
        this.fleet = fleet;
        this.health = health;
        this.memory = memory;
        this.clock = clock;
    }

    /** Answers one request. */
    @FunctionName("Console")
    public HttpResponseMessage run(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            authLevel = AuthorizationLevel.FUNCTION,
                            route = "console")
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return HttpAnswer.to(request, context, answer -> {
            var query = new QueryParameters(request.getQueryParameters(), List.of("cluster"));
            FleetOverview overview = fleet.get();
            GuardHealth.Report report = health.report();
            Map<String, Object> details = details(query.text("cluster").stream());
            return answer.with("Content-Security-Policy", ConsolePage.contentSecurityPolicy())
                    .with("Referrer-Policy", "no-referrer") // the address holds the key
                    .ok(
                            "text/html; charset=utf-8",
                            revision(overview, report, details),
                            out -> ConsolePage.write(ConsoleTree.of(overview, report, details), out));
        });
    }

    /** The page to be saved: as of this moment, with every cluster's history along. */
    public String report() {
        FleetOverview overview = FleetOverview.read(memory, clock.instant());
        Stream<String> ids = overview.clusters().stream().map(ClusterEntry::id);
        return ConsolePage.of(ConsoleTree.of(overview, health.report(), details(ids)));
    }

    /** Those that are known to exist; the page says so of one that is not. */
    private Map<String, Object> details(Stream<String> ids) {
        var details = new LinkedHashMap<String, Object>();
        ids.flatMap(id -> ClusterRef.parse(id).stream())
                .forEach(cluster -> ClusterPage.of(memory, cluster, clock.instant())
                        .ifPresent(page -> details.put(String.valueOf(page.get("id")), page)));
        return details;
    }

    private static String revision(FleetOverview overview, GuardHealth.Report health, Map<String, Object> details) {
        return Sha256.hex32(overview.revision()
                + ConsoleTree.minute(overview.at())
                + ConsoleTree.minute(health.at())
                + health.version()
                + health.mode()
                + health.parts()
                + details
                + ConsolePage.contentSecurityPolicy()); // which names the script and the style
    }
}
