package io.entraguard.azure;

import io.entraguard.model.Actor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who called ARM, as the sections of an event or of an Activity Log entry name them. Source of the claims' names: Event Grid's resource events. */
public final class Caller {
    private static final String OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier";
    private static final String APP_ID = "appid";
    private static final String TOKEN_KIND = "idtyp";
    private static final String UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
    private static final String SCOPE = "http://schemas.microsoft.com/identity/claims/scope";
    private static final String METHODS = "http://schemas.microsoft.com/claims/authnmethodsreferences";
    private static final String IP = "ipaddr";

    /** The claims that are read. */
    static final Set<String> CLAIMS = Set.of(OBJECT_ID, APP_ID, TOKEN_KIND, UPN, SCOPE, METHODS, IP);

    private static final String MFA = "mfa";

    private Caller() {}

    /** Whom those sections name; each may be empty. */
    public static Actor of(
            Map<String, Object> claims, Map<String, Object> authorization, Map<String, Object> httpRequest) {
        Map<?, ?> evidence = authorization.get("evidence") instanceof Map<?, ?> map ? map : Map.of();
        String principalType = string(evidence, "principalType").orElse("");
        Optional<String> upn = string(claims, UPN).flatMap(Harmless::text);
        boolean app = "app".equalsIgnoreCase(string(claims, TOKEN_KIND).orElse(""))
                || "ServicePrincipal".equalsIgnoreCase(principalType)
                // Only tokens of people carry a name or delegated scopes.
                || (upn.isEmpty() && string(claims, SCOPE).isEmpty());
        Optional<String> ip = string(claims, IP)
                .flatMap(Harmless::ip)
                .or(() -> string(httpRequest, "clientIpAddress").flatMap(Harmless::ip));
        return new Actor(objectId(claims, evidence, principalType), upn, app, mfa(claims.get(METHODS)), ip);
    }

    private static String objectId(Map<String, Object> claims, Map<?, ?> evidence, String principalType) {
        // Where a group holds the role, the evidence names the group, which is not who called.
        boolean named = !"Group".equalsIgnoreCase(principalType);
        return string(claims, OBJECT_ID)
                .flatMap(Harmless::id)
                .or(() -> string(claims, APP_ID).flatMap(Harmless::id))
                .or(() -> named ? string(evidence, "principalId").flatMap(Harmless::id) : Optional.empty())
                .orElse(Actor.UNKNOWN);
    }

    /** Whether the methods, a list or one string of any form, have {@code mfa} among them. */
    private static boolean mfa(@Nullable Object methods) {
        if (methods instanceof String string) {
            return hasWordMfa(string);
        }
        return methods instanceof List<?> list
                && list.stream().anyMatch(word -> word instanceof String string && string.equalsIgnoreCase(MFA));
    }

    /** Whether it stands there with no letter or digit of ASCII beside it. */
    private static boolean hasWordMfa(String text) {
        for (int at = 0; at + MFA.length() <= text.length(); at++) {
            if (text.regionMatches(true, at, MFA, 0, MFA.length())
                    && (at == 0 || !isWord(text.charAt(at - 1)))
                    && (at + MFA.length() == text.length() || !isWord(text.charAt(at + MFA.length())))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static Optional<String> string(Map<?, ?> section, String name) {
        return section.get(name) instanceof String string && !string.isBlank() ? Optional.of(string) : Optional.empty();
    }
}
