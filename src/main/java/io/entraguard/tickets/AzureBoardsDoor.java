package io.entraguard.tickets;

import com.azure.core.http.HttpHeaderName;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ticket.Visible;

/** The REST API of Azure DevOps in one version, with its way to answer whom it does not know. Safe for use by many threads. */
final class AzureBoardsDoor {
    private static final String VERSION = "7.1";

    /** Else Azure DevOps leads whoever it does not know to a page for people. */
    private static final HttpHeaderName REDIRECT = HttpHeaderName.fromString("X-TFS-FedAuthRedirect");

    private final TrackerHttp http;
    private final TrackerDialect dialect = new AzureBoardsDialect();

    AzureBoardsDoor(TrackerHttp http) {
        this.http = http.speaking(dialect);
    }

    /** As {@link TrackerHttp#send}; a sign-in page with the status of a success is a refusal. */
    TrackerAnswer ask(TrackerRequest request, int... expected) {
        TrackerRequest versioned =
                request.query().containsKey("api-version") ? request : request.query("api-version", VERSION);
        TrackerAnswer answer = http.send(versioned.header(REDIRECT, "Suppress"), expected);
        if (answer.status() == 203) {
            throw new Failure.Terminal(
                    "SignInPage", answer.asked() + ": HTTP 203, which is a sign-in page: the token is not accepted");
        }
        return answer;
    }

    /** What an answer means that was expected because something could have been left out, and nothing is left. */
    Failure refusal(TrackerAnswer answer) {
        return new Failure.Terminal(
                "Http" + answer.status(),
                answer.asked() + ": HTTP " + answer.status() + ", " + Visible.text(dialect.complaint(answer)));
    }
}
