package io.entraguard.azure.rest;

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
    private static final String CLUSTERS = "microsoft.containerservice/managedclusters/";

    private ActivityEntry() {}

    /**
     * What the entry shows of that cluster; empty where it is another's, has not succeeded or is no act that counts.
     *
     * @throws Failure.Terminal where it counts but does not say when it was: nobody may take it for never
     */
    static Optional<Sighting> sighting(Map<String, Object> entry, ClusterRef cluster) {
        String resource = JsonTree.text(entry, "resourceId").orElse("");
        String operation = value(entry, "operationName").toLowerCase(Locale.ROOT);
        Optional<Act> act = act(operation, resource);
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
                CallerClaims.actor(
                        JsonTree.object(entry, "claims"),
                        JsonTree.text(
                                JsonTree.object(JsonTree.object(entry, "authorization"), "evidence"), "principalId"),
                        JsonTree.text(JsonTree.object(entry, "httpRequest"), "clientIpAddress")),
                JsonTree.text(entry, "correlationId").map(id -> Wording.of(id, 200))));
    }

    private static Optional<Act> act(String operation, String resource) {
        return switch (operation) {
            case CLUSTERS + "write" -> Optional.of(Act.WRITE);
            case CLUSTERS + "delete" -> Optional.of(Act.DELETE);
            case CLUSTERS + "listclusteradmincredential/action" -> Optional.of(Act.ADMIN_CREDENTIAL);
            case CLUSTERS + "listclusterusercredential/action" -> Optional.of(Act.USER_CREDENTIAL);
            case CLUSTERS + "accessprofiles/listcredential/action" ->
                Optional.of(
                        resource.toLowerCase(Locale.ROOT).endsWith("/accessprofiles/clusteruser")
                                ? Act.USER_CREDENTIAL
                                : Act.ADMIN_CREDENTIAL);
            case CLUSTERS + "rotateclustercertificates/action" -> Optional.of(Act.CERTIFICATE_ROTATION);
            case "microsoft.resources/tags/write" -> Optional.of(Act.TAGS);
            default -> Optional.empty();
        };
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
