package io.entraguard.bench;

import com.microsoft.azure.functions.HttpResponseMessage;
import io.entraguard.functions.Clusters;
import io.entraguard.functions.Kpis;
import io.entraguard.lab.LabContext;
import io.entraguard.lab.LabHttpRequest;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.CachedFleet;
import io.entraguard.reconcile.FleetOverview;
import io.entraguard.reconcile.MemoryStore;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What the API costs at the server for 10,000 clusters, each with two findings and a full timeline: reading them all from a
 * store in memory (a table's own time comes on top), and pages from the overview that is cached then, compressed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ApiBench {
    private static final int CLUSTERS = 10_000;
    static final Instant NOW = Instant.parse("2026-02-05T09:00:00Z");

    private static final String SPREAD = "{\"median\":\"PT9H12M\",\"p90\":\"PT76H\",\"bySeverity\":{"
            + "\"critical\":{\"median\":\"PT1H\",\"p90\":\"PT2H\"},\"high\":{\"median\":\"PT9H\",\"p90\":\"PT70H\"},"
            + "\"medium\":{\"median\":null,\"p90\":null},\"low\":{\"median\":null,\"p90\":null}}}";

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final LabMemoryStore store = filled();
    private final CachedFleet fleet = new CachedFleet(store, clock, Duration.ofDays(1), Runnable::run);
    private final Clusters clusters = new Clusters(fleet, store, clock);
    private final Kpis kpis = new Kpis(fleet, store);

    /** Makes sure that it measures what the program reads. */
    public ApiBench() {
        FleetOverview overview = fleet.get();
        boolean read = overview.clusters().size() == CLUSTERS
                && overview.clusters().get(0).findings().size() == 2
                && overview.days().size() == 400;
        if (!read) {
            throw new IllegalStateException("the rows are not what the program reads");
        }
    }

    /** A store with those clusters and 400 days. */
    static LabMemoryStore filled() {
        var store = new LabMemoryStore(FaultHook.NONE);
        for (int i = 0; i < CLUSTERS; i++) {
            store.save(MemoryStore.CLUSTERS, ref(i).key(), row(i), Optional.empty());
        }
        for (int day = 0; day < 400; day++) {
            String date =
                    LocalDate.ofInstant(NOW, ZoneOffset.UTC).minusDays(day).toString();
            store.save(MemoryStore.DAYS, date, """
                {"date":"%s","at":"%sT08:00:00Z","complianceRate":0.9132,"evaluated":10000,"exempt":12,"unknown":3,
                 "noncompliant":868,"openFindings":1200,"remediations":4,"rest":{"mttr":%s,"mttd":%s,"openFindingsByAge":\
                {"under 1 day":10,"1 to 7 days":90,"7 to 30 days":400,"over 30 days":700},"remediations":{"proven":4,\
                "refused":0,"failed":0,"notApplied":0},"approvals":{"pending":3,"latency":{"median":"PT3H","p90":"PT9H"}},\
                "waivers":{"exemption":12,"break-glass":0,"opt-out":4},"reopenedShare":0.0123}}\
                """.formatted(date, date, SPREAD, SPREAD), Optional.empty());
            store.save("days-by-owner", date, parts(date), Optional.empty());
        }
        return store;
    }

    /** As many parts as a day keeps. */
    private static String parts(String date) {
        return IntStream.range(0, 50)
                .mapToObj(i -> "\"team-of-a-usual-length-" + i
                        + "\":{\"rate\":0.9132,\"evaluated\":200,\"exempt\":2,\"unknown\":1}")
                .collect(Collectors.joining(",", "{\"date\":\"" + date + "\",\"parts\":{", "},\"leftOut\":250}"));
    }

    private static ClusterRef ref(int i) {
        return ClusterRef.of("/subscriptions/00000000-0000-0000-0000-0000000000" + (10 + i % 40) + "/resourceGroups/rg-"
                + i % 500 + "/providers/Microsoft.ContainerService/managedClusters/aks-" + i);
    }

    /** The lines of a full timeline. */
    static String history() {
        String line =
                "{\"at\":\"2026-02-01T08:00:00Z\",\"kind\":\"DECISION\",\"text\":\"ticket in mode ticket: mode-ticket,"
                        + " nothing-automatic, and some more words that a line of a timeline holds\"}";
        return IntStream.range(0, 40).mapToObj(n -> line).collect(Collectors.joining(","));
    }

    private static String row(int i) {
        String finding = "{\"finding\":{\"control\":\"%s\",\"severity\":\"HIGH\",\"observed\":\"disableLocalAccounts is"
                + " absent\",\"remedy\":\"AUTOMATIC\"},\"since\":\"2026-01-%02dT08:00:00Z\"}";
        int day = 1 + i % 28;
        return "{\"version\":1,\"id\":\"" + ref(i).id()
                + "\",\"region\":\"westeurope\",\"firstSeen\":\"2026-01-01T08:00:00Z\","
                + "\"status\":\"NONCOMPLIANT\",\"judged\":true,\"credentialsKnownSince\":\"2026-01-01T08:00:00Z\","
                + "\"findings\":{\"ENTRA-01\":" + finding.formatted("ENTRA_01", day) + ",\"ENTRA-03\":"
                + finding.formatted("ENTRA_03", day) + "},"
                + "\"chronicle\":{\"environment\":\"env-" + i % 5 + "\",\"owner\":\"team-" + i % 300
                + "\",\"costCenter\":\"" + i % 100 + "\",\"decided\":{\"rule\":\"defaults\",\"mode\":\"ticket\","
                + "\"step\":\"ticket\",\"reasons\":[\"mode-ticket\"]},\"history\":[" + history() + "]}}";
    }

    static LabHttpRequest request(String path) {
        return new LabHttpRequest(URI.create("http://localhost/api/" + path), Map.of("Accept-Encoding", "gzip"));
    }

    static HttpResponseMessage ok(HttpResponseMessage response) {
        if (response.getStatusCode() != 200) {
            throw new IllegalStateException("answered " + response.getStatusCode());
        }
        return response;
    }

    private HttpResponseMessage page(String query) {
        return ok(clusters.run(request(query), new LabContext("Clusters", "bench")));
    }

    /** All rows to an overview. */
    @Benchmark
    public FleetOverview api_cold_read() {
        return FleetOverview.read(store, NOW);
    }

    /** The usual page. */
    @Benchmark
    public HttpResponseMessage api_page_of_100() {
        return page("clusters");
    }

    /** The page that costs most: a search that finds all, another order, and as many as there may be. */
    @Benchmark
    public HttpResponseMessage api_page_of_1000_searched_and_sorted() {
        return page("clusters?search=team&sort=-openSince&limit=1000");
    }

    /** One cluster, which is read from the store. */
    @Benchmark
    public HttpResponseMessage api_one_cluster() {
        return page("clusters" + ref(4711).id());
    }

    /** The same with the rates by owner on each day, which are read from the store. */
    @Benchmark
    public HttpResponseMessage api_kpis_by_owner() {
        return ok(kpis.run(request("kpis?days=400&by=owner"), new LabContext("Kpis", "bench")));
    }

    /** The figures with as many days as there may be. */
    @Benchmark
    public HttpResponseMessage api_kpis() {
        return ok(kpis.run(request("kpis?days=400"), new LabContext("Kpis", "bench")));
    }
}
