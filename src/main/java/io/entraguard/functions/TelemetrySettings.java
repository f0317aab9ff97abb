package io.entraguard.functions;

import io.entraguard.azure.telemetry.IngestionTarget;
import io.entraguard.functions.GuardSettings.Credential;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where telemetry goes and who sends it.
 *
 * @param target {@code APPLICATIONINSIGHTS_CONNECTION_STRING}
 * @param identity {@code APPLICATIONINSIGHTS_AUTHENTICATION_STRING}, as the Functions host reads it; empty where the key in
 *     the connection string is enough
 */
record TelemetrySettings(IngestionTarget target, Optional<Identity> identity) {
    /** Set by the platform as well; a secret. */
    private static final String CONNECTION_STRING = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    private static final String AUTHENTICATION_STRING = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    private static final Pattern AUTHENTICATION =
            Pattern.compile("(?i)(clientid=[0-9a-f-]{36};)?authorization=aad(;clientid=[0-9a-f-]{36})?;?");

    /** An identity that telemetry is sent with; the guard's own where no client id is given. */
    record Identity(Optional<String> clientId) {}

    /** Whether something is done. */
    private enum Switch {
        ON,
        OFF
    }

    /** What the environment says; empty where no telemetry is to leave the program. */
    static Optional<TelemetrySettings> of(Variables variables, Credential credential) {
        if (variables.word("GUARD_TELEMETRY", Switch.ON) == Switch.OFF) {
            return Optional.empty();
        }
        Optional<Identity> identity = identity(variables, credential);
        return target(variables).map(target -> new TelemetrySettings(target, identity));
    }

    private static Optional<IngestionTarget> target(Variables variables) {
        Optional<Secret> given = variables.secret(CONNECTION_STRING);
        try {
            return given.map(Secret::text).map(IngestionTarget::of);
        } catch (IllegalArgumentException e) {
            throw Variables.invalid(
                    CONNECTION_STRING,
                    String.valueOf(e.getMessage()),
                    "copy it from the Application Insights resource, or set GUARD_TELEMETRY to off");
        }
    }

    private static Optional<Identity> identity(Variables variables, Credential credential) {
        Optional<String> given = variables.matching(
                AUTHENTICATION_STRING, AUTHENTICATION, "Authorization=AAD or ClientId=GUID;Authorization=AAD");
        if (given.isPresent() && credential == Credential.NONE) {
            throw Variables.invalid(
                    AUTHENTICATION_STRING,
                    "asks for an identity, and GUARD_CREDENTIAL is none",
                    "take it away, or use default or managed-identity");
        }
        return given.map(text -> new Identity(Optional.ofNullable(parts(text).get("clientid"))));
    }

    private static Map<String, String> parts(String text) {
        var parts = new TreeMap<String, String>();
        for (String part : text.split(";")) {
            int equals = part.indexOf('=');
            parts.put(part.substring(0, equals).toLowerCase(Locale.ROOT), part.substring(equals + 1));
        }
        return parts;
    }
}
