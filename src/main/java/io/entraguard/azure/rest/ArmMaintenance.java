package io.entraguard.azure.rest;

import com.azure.core.http.HttpPipeline;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree.Unreadable;
import io.entraguard.policy.MaintenanceWindow;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Maintenance;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Maintenance configurations of a cluster by ARM's REST API: {@code aksManagedAutoUpgradeSchedule} where there is one, else
 * {@code default}. Safe for use by many threads.
 */
public final class ArmMaintenance implements Maintenance {
    /** In the order of preference; {@code aksManagedNodeOSUpgradeSchedule} is about nodes and does not count. */
    private static final String[] NAMES = {"aksManagedAutoUpgradeSchedule", "default"};

    /** A 404 with one of these says nothing of the configuration: what was asked is not known at all. */
    private static final Set<String> NOT_UNDERSTOOD =
            Set.of("noregisteredproviderfound", "invalidresourcetype", "subscriptionnotfound");

    private final Endpoint arm;
    private final String apiVersion;

    /**
     * @param endpoint ARM's URL
     * @param apiVersion the api-version that {@link ArmClusters} uses: the resource provider is the same
     * @param pipeline from {@link AzureHttp#pipeline} for that endpoint
     */
    public ArmMaintenance(String endpoint, String apiVersion, HttpPipeline pipeline) {
        this.arm = new Endpoint(endpoint, pipeline);
        this.apiVersion = apiVersion;
    }

    @Override
    public Optional<MaintenanceWindow> of(ClusterRef cluster) {
        for (String name : NAMES) {
            Optional<MaintenanceWindow> window = configuration(cluster, name);
            if (window.isPresent()) {
                return window;
            }
        }
        return Optional.empty();
    }

    private Optional<MaintenanceWindow> configuration(ClusterRef cluster, String name) {
        Answer answer = arm.get(
                arm.url(cluster.id() + "/maintenanceConfigurations/" + name, Map.of("api-version", apiVersion)));
        if (answer.status() == 200) {
            try {
                return Optional.of(MaintenanceWindow.read(answer.json()));
            } catch (Unreadable e) {
                throw new Failure.Terminal(
                        UNREADABLE, "the maintenance configuration " + name + " of " + cluster + ": " + e.getMessage());
            }
        }
        if (answer.status() == 404
                && !NOT_UNDERSTOOD.contains(answer.error().code().toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        throw answer.failure();
    }
}
