package io.entraguard.reconcile.ocsf;

import io.entraguard.model.Actor;
import io.entraguard.model.Sighting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Renders who was seen calling ARM: the actor, where the call came from, and what proves it. */
final class OcsfCallers {
    private static final String CLUSTER = "Microsoft.ContainerService/managedClusters/";
    private static final String ARM = "Azure Resource Manager";

    /** What the writing of a tag is called, also where nobody was seen doing it. */
    private static final String TAGS_WRITE = "Microsoft.Resources/tags/write";

    /** Loose: whether it is one digit too many is not for an audit event to judge, but text is no address. */
    private static final Pattern IP = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+");

    private OcsfCallers() {}

    static Map<String, Object> actor(Actor actor) {
        var user = new LinkedHashMap<String, Object>();
        user.put("uid", shown(actor.oid()).orElse(Actor.UNKNOWN));
        actor.upn().flatMap(OcsfCallers::shown).ifPresent(upn -> user.put("name", upn));
        OcsfFrame.set(user, "type", actor.app() ? 4 : 1, actor.app() ? "Service" : "User");
        return Map.of("user", user);
    }

    /** Whoever was seen writing a tag, or somebody unknown. */
    static Map<String, Object> writer(Optional<Sighting> seen) {
        return seen.map(sighting -> actor(sighting.by()))
                .orElseGet(
                        () -> Map.of("user", OcsfFrame.members("uid", Actor.UNKNOWN, "type_id", 0, "type", "Unknown")));
    }

    /** The writer's address, or ARM, through which whatever it was reached the guard. */
    static Map<String, Object> endpoint(Optional<Sighting> seen) {
        return seen.flatMap(sighting -> address(sighting.by()))
                .map(ip -> Map.<String, Object>of("ip", ip))
                .orElse(Map.of("svc_name", ARM));
    }

    static Optional<String> address(Actor actor) {
        return actor.ip().filter(ip -> ip.length() <= 45 && IP.matcher(ip).matches());
    }

    static Map<String, Object> api(Sighting seen) {
        return api(operation(seen.act()), seen.correlationId());
    }

    /** The writing of a tag, with ARM's id of that very write where it was seen. */
    static Map<String, Object> tagWrite(Optional<Sighting> seen) {
        return api(TAGS_WRITE, seen.flatMap(Sighting::correlationId));
    }

    private static Map<String, Object> api(String operation, Optional<String> correlationId) {
        var api = new LinkedHashMap<String, Object>();
        api.put("operation", operation);
        correlationId.flatMap(OcsfCallers::shown).ifPresent(id -> api.put("request", Map.of("uid", id)));
        return api;
    }

    /** What a look into Azure's own logs would find it by. */
    static Map<String, Object> proof(Sighting seen) {
        return OcsfFrame.members(
                "event_id", OcsfText.of(seen.eventId()),
                "time", seen.at().toString(),
                "mfa", seen.by().mfa());
    }

    /** What tells a sighting from another one of the same. */
    static String discriminator(Optional<Sighting> seen) {
        return seen.map(Sighting::eventId).orElse("");
    }

    private static Optional<String> shown(String text) {
        return Optional.of(OcsfText.of(text)).filter(shown -> !shown.isBlank());
    }

    private static String operation(Sighting.Act act) {
        return switch (act) {
            case WRITE, WRITE_FAILED -> CLUSTER + "write";
            case TAGS -> TAGS_WRITE;
            case DELETE -> CLUSTER + "delete";
            case ADMIN_CREDENTIAL -> CLUSTER + "listClusterAdminCredential/action";
            case USER_CREDENTIAL -> CLUSTER + "listClusterUserCredential/action";
            case CERTIFICATE_ROTATION -> CLUSTER + "rotateClusterCertificates/action";
            case CERTIFICATE_USED -> "kubernetes"; // a call to the cluster's own API, not to ARM
        };
    }
}
