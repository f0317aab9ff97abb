package io.entraguard.lab.world;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who does something to the simulated Azure: a person or an application by object id, with the claims that Event Grid and
 * the Activity Log show of them (keys after https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions).
 *
 * @param oid the object id
 * @param app whether it is an application: those have neither UPN nor scope claim
 * @param mfa whether a person signed in with a second factor
 */
public record Caller(String oid, boolean app, boolean mfa) {
    /** The guard itself, as contracts.md section 5 names it. */
    public static final Caller GUARD = app("9a9a9a9a-0000-4000-8000-000000000009");

    private static final String IDENTITY = "http://schemas.microsoft.com/identity/claims/";
    private static final String XMLSOAP = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

    /** The public client of the Azure CLI, through which the lab's people work. */
    private static final String AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    /** A person who signed in with a second factor; the guard's own id is the guard. */
    public static Caller user(String oid) {
        return oid.equalsIgnoreCase(GUARD.oid) ? GUARD : new Caller(oid, false, true);
    }

    public static Caller app(String oid) {
        return new Caller(oid, true, false);
    }

    /** What ARM shows as the caller's name: a person's UPN, an application's object id. */
    public String name() {
        return app ? oid : oid + "@contoso.example";
    }

    /** What {@code systemData} calls this kind of caller. */
    String type() {
        return app ? "Application" : "User";
    }

    /** The application id of the client: an application's own, which the guard shares with its object id. */
    String clientId() {
        if (!app) {
            return AZURE_CLI;
        }
        return oid.equalsIgnoreCase(GUARD.oid()) ? oid : Ids.named("application of " + oid);
    }

    /** The claims of a token that was issued a little before that instant. */
    Map<String, Object> claims(Instant at) {
        String issued = Long.toString(at.getEpochSecond() - 300);
        var claims = new LinkedHashMap<String, Object>();
        claims.put("aud", "https://management.core.windows.net/");
        claims.put("iss", "https://sts.windows.net/" + World.TENANT + "/");
        claims.put("iat", issued);
        claims.put("nbf", issued);
        claims.put("exp", Long.toString(at.getEpochSecond() + 3300));
        claims.put("appid", clientId());
        claims.put("appidacr", app ? "2" : "0");
        claims.put(IDENTITY + "objectidentifier", oid);
        claims.put(IDENTITY + "tenantid", World.TENANT);
        claims.put(XMLSOAP + "nameidentifier", Ids.named("subject of " + oid));
        if (app) {
            claims.put(IDENTITY + "identityprovider", "https://sts.windows.net/" + World.TENANT + "/");
        } else {
            person(claims);
        }
        claims.put("ver", "1.0");
        return claims;
    }

    private void person(Map<String, Object> claims) {
        claims.put(XMLSOAP + "upn", name());
        claims.put(XMLSOAP + "name", name());
        claims.put("name", name());
        claims.put(IDENTITY + "scope", "user_impersonation");
        claims.put("http://schemas.microsoft.com/claims/authnclassreference", "1");
        claims.put("http://schemas.microsoft.com/claims/authnmethodsreferences", mfa ? "pwd,mfa" : "pwd");
        claims.put("ipaddr", Happening.CLIENT_ADDRESS);
    }
}
