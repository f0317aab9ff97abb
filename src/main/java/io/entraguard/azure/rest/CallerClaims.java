package io.entraguard.azure.rest;

import io.entraguard.model.Actor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the claims of the token with which somebody called ARM, as the Activity Log shows them.
 *
 * <p>Source: learn.microsoft.com/azure/event-grid/event-schema-subscriptions, whose samples have these keys; tokens of
 * applications and managed identities have neither a UPN nor a scope.
 */
final class CallerClaims {
    private static final String IDENTITY = "http://schemas.microsoft.com/identity/claims/";
    private static final String OBJECT_ID = IDENTITY + "objectidentifier";
    private static final String SCOPE = IDENTITY + "scope";
    private static final String UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
    private static final String METHODS = "http://schemas.microsoft.com/claims/authnmethodsreferences";
    private static final int LONGEST = 256;

    private CallerClaims() {}

    /**
     * Who the claims name.
     *
     * @param evidence ARM's note of the principal whose role let the call through, for calls whose claims name nobody
     * @param address where the call came from, where the claims do not say it
     */
    static Actor actor(Map<String, Object> claims, Optional<String> evidence, Optional<String> address) {
        Optional<String> upn = text(claims, UPN);
        boolean person = upn.isPresent() || text(claims, SCOPE).isPresent();
        String oid = text(claims, OBJECT_ID)
                .or(() -> text(claims, "appid"))
                .or(() -> evidence)
                .orElse(Actor.UNKNOWN);
        boolean app = !person && text(claims, "appid").isPresent();
        boolean mfa = text(claims, METHODS)
                .map(methods -> Arrays.stream(methods.split("[,\\s]+")).anyMatch("mfa"::equalsIgnoreCase))
                .orElse(false);
        return new Actor(oid, upn, app, mfa, text(claims, "ipaddr").or(() -> address));
    }

    private static Optional<String> text(Map<String, Object> claims, String key) {
        return JsonTree.text(claims, key).map(value -> Wording.of(value, LONGEST));
    }
}
