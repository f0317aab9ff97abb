package io.entraguard.tickets;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * Where the value of a tracker's {@code Authorization} header comes from: asked anew for each request, so that a secret
 * that was rotated counts at once. Holds no secret itself and must not show one in its {@code toString}.
 */
@FunctionalInterface
public interface Authorization {
    /** No header at all, as for a webhook, whose signature is its proof. */
    Authorization NONE = () -> "";

    /** The header's value; empty for no header. */
    String header();

    /** {@code Bearer} with a token as it stands at the time. */
    static Authorization bearer(Supplier<String> token) {
        return () -> "Bearer " + token.get();
    }

    /** {@code Basic} with a user's name, which may be empty, and a password or token as it stands at the time. */
    static Authorization basic(String user, Supplier<String> secret) {
        return () -> "Basic "
                + Base64.getEncoder().encodeToString((user + ":" + secret.get()).getBytes(StandardCharsets.UTF_8));
    }

    /** {@code Bearer} with a token of Entra for that scope; the credential keeps it as long as it holds. */
    static Authorization entra(TokenCredential credential, String scope) {
        return () -> "Bearer "
                + credential
                        .getTokenSync(new TokenRequestContext().addScopes(scope))
                        .getToken();
    }
}
