package io.entraguard.cli;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpPipeline;
import com.azure.identity.DefaultAzureCredentialBuilder;
import io.entraguard.azure.rest.ArmActivityLog;
import io.entraguard.azure.rest.ArmScopeTags;
import io.entraguard.azure.rest.AzureDirectory;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.rest.ResourceGraphFleet;
import io.entraguard.model.ProgramVersion;
import io.entraguard.reconcile.ActivityLog;
import io.entraguard.reconcile.Directory;
import io.entraguard.reconcile.Fleet;
import io.entraguard.reconcile.ScopeTags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Azure as the caller may read it: ports that read and none that writes.
 *
 * @param fleet every cluster, by Resource Graph
 * @param directory groups by Microsoft Graph, role assignments by ARM
 * @param scopes resource groups and subscriptions
 */
record LiveAzure(Fleet fleet, Directory directory, ActivityLog log, ScopeTags scopes) {
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

    /**
     * Reaches it with whatever credential DefaultAzureCredential finds, or, for a simulated Azure on this machine, with
     * none.
     *
     * @param subscriptions where clusters are looked for; empty for wherever the caller may read
     * @throws Unusable where no credential is found or a setting cannot be used
     */
    static LiveAzure of(Surroundings surroundings, List<String> subscriptions) {
        String arm = surroundings.variable("GUARD_ARM_ENDPOINT").orElse("https://management.azure.com");
        String graph = surroundings.variable("GUARD_GRAPH_ENDPOINT").orElse("https://graph.microsoft.com");
        var http = new AzureHttp(ProgramVersion.text(), RESPONSE_TIMEOUT);
        try {
            Optional<TokenCredential> credential = credential(surroundings, http, arm);
            HttpPipeline toArm = http.pipeline(arm, credential);
            return new LiveAzure(
                    new ResourceGraphFleet(arm, toArm, new ResourceGraphFleet.Scope(subscriptions, List.of())),
                    new AzureDirectory(graph, http.pipeline(graph, credential), arm, toArm, surroundings.clock()),
                    new ArmActivityLog(arm, toArm, surroundings.clock()),
                    new ArmScopeTags(arm, toArm));
        } catch (IllegalArgumentException e) {
            throw new Unusable("guard sweep: " + e.getMessage(), e);
        }
    }

    private static Optional<TokenCredential> credential(Surroundings surroundings, AzureHttp http, String arm) {
        String word = surroundings.variable("GUARD_CREDENTIAL").orElse("default");
        if (word.equalsIgnoreCase("none")) {
            return Optional.empty();
        }
        if (!word.equalsIgnoreCase("default")) {
            throw new Unusable("environment variable GUARD_CREDENTIAL: '" + Printable.line(word)
                    + "' is not one of default, none; set one of them or unset it");
        }
        TokenCredential credential =
                new DefaultAzureCredentialBuilder().httpClient(http.client()).build();
        if (arm.startsWith("https://")) {
            prove(credential, arm);
        }
        return Optional.of(credential);
    }

    /** Asks for one token before anything else, so that a missing sign-in is told as that. */
    private static void prove(TokenCredential credential, String arm) {
        String scope = (arm.endsWith("/") ? arm.substring(0, arm.length() - 1) : arm) + "/.default";
        try {
            credential.getTokenSync(new TokenRequestContext().addScopes(scope));
        } catch (RuntimeException e) {
            throw new Unusable(
                    "guard sweep: DefaultAzureCredential found no credential that gives a token for " + arm
                            + "; sign in with 'az login', or set AZURE_TENANT_ID, AZURE_CLIENT_ID and a secret",
                    e);
        }
    }
}
