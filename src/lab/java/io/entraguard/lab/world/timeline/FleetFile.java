package io.entraguard.lab.world.timeline;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code fleet.json} holds: clusters, and maintenance configurations of clusters, told apart by their ids. Of the
 * latter the cluster may be one that is created later.
 */
record FleetFile(List<ClusterRef> refs, List<Map<String, Object>> clusters, List<Map<String, Object>> maintenance) {
    private static final Pattern CONFIGURATION =
            Pattern.compile("(/.+)/maintenanceConfigurations/[A-Za-z0-9]{1,64}", Pattern.CASE_INSENSITIVE);

    static FleetFile of(Path file, List<?> items) {
        var fleet = new FleetFile(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String place = file + ": item " + (i + 1);
            Map<String, Object> item =
                    Tree.object(items.get(i)).orElseThrow(() -> new BadScenario(place + " is not an object"));
            String id = item.get("id") instanceof String text ? text : "";
            String key = fleet.take(id, item)
                    .orElseThrow(() -> new BadScenario(place + " has no id that is the ARM id of a managed cluster"));
            if (!seen.add(key)) {
                throw new BadScenario(place + " has an id that was there before: " + id);
            }
        }
        return fleet;
    }

    /** The key by which two spellings of one id are one; empty where the id is of nothing that belongs here. */
    private Optional<String> take(String id, Map<String, Object> item) {
        Matcher configuration = CONFIGURATION.matcher(id);
        if (configuration.matches()) {
            maintenance.add(item);
            return ClusterRef.parse(configuration.group(1)).map(cluster -> id.toLowerCase(Locale.ROOT));
        }
        Optional<ClusterRef> cluster = ClusterRef.parse(id);
        cluster.ifPresent(refs::add);
        clusters.add(item);
        return cluster.map(ClusterRef::key);
    }
}
