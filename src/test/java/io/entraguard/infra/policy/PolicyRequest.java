package io.entraguard.infra.policy;

import io.entraguard.lab.world.Caller;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A create or update as Azure Policy sees it.
 *
 * @param resource the whole resource that would result, with its {@code type}
 * @param identity what {@code requestContext().identity} holds of the caller; claims may be absent
 * @param now what {@code utcNow()} answers
 */
record PolicyRequest(Map<String, Object> resource, Map<String, Object> identity, Instant now) {
    static final String OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier";

    private static final Instant MONDAY = Instant.parse("2026-01-05T09:00:00Z");

    /** Somebody of the lab writes that resource. */
    static PolicyRequest by(Caller caller, Map<String, Object> resource) {
        var identity = new LinkedHashMap<String, Object>();
        identity.put("idtyp", caller.app() ? "app" : "user");
        identity.put(OBJECT_ID, caller.oid());
        return new PolicyRequest(resource, identity, MONDAY);
    }

    /** A write of which no claim is known. */
    static PolicyRequest byNobodyKnown(Map<String, Object> resource) {
        return new PolicyRequest(resource, Map.of(), MONDAY);
    }
}
