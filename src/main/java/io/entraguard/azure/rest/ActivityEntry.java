package io.entraguard.azure.rest;

import io.entraguard.azure.Caller;
import io.entraguard.azure.WatchedEvents;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.reconcile.Failure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of the Activity Log. */
final class ActivityEntry {
    private static final Set<String> DONE = Set.of("succeeded", "success");

    private ActivityEntry() {}

    /**
     * What the entry shows of that cluster; empty where it is another's, has not succeeded or is no act that counts.
     *
     * @throws Failure.Terminal where it counts but does not say when it was: nobody may take it for never
     */
    static Optional<Sighting> sighting(Map<String, Object> entry, ClusterRef cluster) {
        String resource = JsonTree.text(entry, "resourceId").orElse("");
        Optional<Act> act = act(value(entry, "operationName"), resource);
        if (act.isEmpty()
                || !DONE.contains(value(entry, "status").toLowerCase(Locale.ROOT))
                || !of(cluster, resource)) {
            return Optional.empty();
        }
        return Optional.of(new Sighting(
                act.get(),
                JsonTree.text(entry, "eventDataId")
                        .map(id -> Wording.of(id, 200))
                        .orElse(""),
                at(entry),
                Caller.of(
                        JsonTree.object(entry, "claims"),
                        JsonTree.object(entry, "authorization"),
                        JsonTree.object(entry, "httpRequest")),
                JsonTree.text(entry, "correlationId").map(id -> Wording.of(id, 200))));
    }

    /** The same operations as the events that count; a failed write shares its operation with the one that succeeded. */
    private static Optional<Act> act(String operation, String resource) {
        return WatchedEvents.all().stream()
                .filter(watched -> watched.act() != Act.WRITE_FAILED)
                .filter(watched -> watched.operation().equalsIgnoreCase(operation))
                .map(watched -> isUserProfile(resource) ? Act.USER_CREDENTIAL : watched.act())
                .findFirst();
    }

    /** Whether it is the user's kubeconfig that the older way to one hands out. */
    private static boolean isUserProfile(String resource) {
        return resource.toLowerCase(Locale.ROOT).endsWith("/accessprofiles/clusteruser");
    }

    private static boolean of(ClusterRef cluster, String resource) {
        String lower = resource.toLowerCase(Locale.ROOT);
        int profile = lower.indexOf("/accessprofiles/");
        return ClusterRef.parse(profile < 0 ? resource : resource.substring(0, profile))
                .map(cluster::equals)
                .orElse(false);
    }

    private static Instant at(Map<String, Object> entry) {
        try {
            return OffsetDateTime.parse(JsonTree.text(entry, "eventTimestamp").orElse(""))
                    .toInstant();
        } catch (DateTimeException e) {
            throw new Failure.Terminal("UnreadableEntry", "an Activity Log entry has no readable eventTimestamp");
        }
    }

    /** Names come as {@code {"value":…,"localizedValue":…}}. */
    private static String value(Map<String, Object> entry, String name) {
        return JsonTree.text(JsonTree.object(entry, name), "value").orElse("");
    }
}
