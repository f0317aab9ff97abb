package io.entraguard.azure.rest;

import com.azure.core.http.HttpPipeline;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.reconcile.ActivityLog;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The Activity Log by ARM's REST API (Microsoft.Insights eventtypes, 2015-04-01), which keeps 90 days. Safe for use by
 * many threads.
 */
public final class ArmActivityLog implements ActivityLog {
    /** ARM refuses a start further back than 90 days; its clock and ours may differ by less than these minutes. */
    private static final Duration REACH = Duration.ofDays(90).minusMinutes(5);

    /**
     * Where the log files what is done to a cluster: under the cluster, and the older way to fetch a kubeconfig, which
     * Terraform used for long, under the profile that was fetched.
     */
    private static final List<String> FILED_UNDER =
            List.of("", "/accessProfiles/clusterAdmin", "/accessProfiles/clusterUser");

    private final Endpoint arm;
    private final InstantSource clock;

    /**
     * @param endpoint ARM's URL
     * @param pipeline from {@link AzureHttp#pipeline} for that endpoint
     * @param clock by which 90 days are counted
     */
    public ArmActivityLog(String endpoint, HttpPipeline pipeline, InstantSource clock) {
        this.arm = new Endpoint(endpoint, pipeline);
        this.clock = clock;
    }

    @Override
    public List<Sighting> since(ClusterRef cluster, Instant from) {
        Instant now = clock.instant();
        Instant oldest = now.minus(REACH);
        Instant start = from.isBefore(oldest) ? oldest : from;
        if (!start.isBefore(now)) {
            return List.of();
        }
        List<Sighting> sightings = new ArrayList<>();
        for (String place : FILED_UNDER) {
            Pages.all(arm, url(cluster, cluster.id() + place, start, now)).stream()
                    .flatMap(entry -> ActivityEntry.sighting(entry, cluster).stream())
                    .forEach(sightings::add);
        }
        sightings.sort(Comparator.comparing(Sighting::at));
        return List.copyOf(sightings);
    }

    private URI url(ClusterRef cluster, String resource, Instant from, Instant to) {
        var query = new LinkedHashMap<String, String>();
        query.put("api-version", "2015-04-01");
        query.put(
                "$filter",
                "eventTimestamp ge '" + from + "' and eventTimestamp le '" + to + "' and resourceUri eq '" + resource
                        + "'");
        return arm.url(
                "/subscriptions/" + cluster.subscription()
                        + "/providers/Microsoft.Insights/eventtypes/management/values",
                query);
    }
}
