package io.entraguard.tickets;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.UserAgentPolicy;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ticket.Visible;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

/**
 * One tracker's address with what opens its door, and the one place where answers of trackers become {@link Failure}s. A
 * request is sent once: no retries, which belong to the queue, and no redirects, which a secret must not follow. (The
 * JDK's client sends a GET once more by itself where a connection broke; a POST never.) Over http it talks to this
 * machine's own loopback address only. What is logged and thrown names method, host and the request's own path; the
 * configured URL's path and query, which may be secret, headers and bodies are never shown. Safe for use by many threads.
 *
 * <p>What a failure means: no connection, no token, 409, 423, 425, 429 and whatever the tracker's dialect calls
 * throttling did nothing and may work later; another answer below 500 did nothing and needs people; all else leaves it
 * open whether anything was done, which matters to nobody who only reads.
 */
public final class TrackerHttp {
    private static final Logger LOG = System.getLogger(TrackerHttp.class.getName());

    /** A page of 100 GitHub issues of the greatest length is 7 MB. */
    private static final int LONGEST_ANSWER = 8 << 20;

    private static final int LONGEST_COMPLAINT = 300;
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Pattern HEADER_VALUE = Pattern.compile("[ -~]*");
    private static final List<Class<? extends Throwable>> NEVER_SENT = List.of(
            ConnectException.class,
            HttpConnectTimeoutException.class,
            UnknownHostException.class,
            UnresolvedAddressException.class,
            SSLHandshakeException.class);

    private final URI base;
    private final Authorization authorization;
    private final InstantSource clock;
    private final HttpPipeline pipeline;
    private final TrackerDialect dialect;
    private final AtomicReference<Instant> silentUntil;

    /**
     * @param client follows no redirect, since credentials must not
     * @param base the tracker's URL, to which paths are added
     * @param version this program's version, for {@code User-Agent}
     * @throws IllegalArgumentException where the URL is not usable
     */
    public TrackerHttp(
            HttpClient client, String base, Authorization authorization, String version, InstantSource clock) {
        this(
                base(base),
                authorization,
                clock,
                new HttpPipelineBuilder()
                        .httpClient(client)
                        .policies(new UserAgentPolicy("entra-guard/" + version))
                        .build(),
                TrackerDialect.PLAIN,
                new AtomicReference<>(Instant.EPOCH));
    }

    private TrackerHttp(
            URI base,
            Authorization authorization,
            InstantSource clock,
            HttpPipeline pipeline,
            TrackerDialect dialect,
            AtomicReference<Instant> silentUntil) {
        this.base = base;
        this.authorization = authorization;
        this.clock = clock;
        this.pipeline = pipeline;
        this.dialect = dialect;
        this.silentUntil = silentUntil;
    }

    private static URI base(String url) {
        URI uri;
        try {
            uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            // Without its cause, which repeats the URL.
            throw new IllegalArgumentException(
                    "the tracker's URL is not one: give an absolute one such as https://example.com");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the tracker's URL is not usable: give an absolute one such as https://example.com");
        }
        boolean loopback = LOOPBACK.matcher(uri.getHost()).matches();
        if (!("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && loopback)) {
            throw new IllegalArgumentException(
                    "the tracker at " + uri.getHost() + " would be sent secrets that are not encrypted: use https");
        }
        return uri;
    }

    /** The same door to a tracker that speaks so. */
    TrackerHttp speaking(TrackerDialect how) {
        return new TrackerHttp(base, authorization, clock, pipeline, how, silentUntil);
    }

    /**
     * Sends a request and gives its answer, if that is a success or one of the statuses that the caller expects.
     *
     * @throws Failure.Transient where nothing was done, or only reading was asked, and it may work later
     * @throws Failure.Terminal where nothing was done and people have to change something
     * @throws Failure.Unclear where nobody can say whether it was done
     */
    TrackerAnswer send(TrackerRequest request, int... expected) {
        String asked =
                request.method() + " " + base.getScheme() + "://" + base.getRawAuthority() + request.encodedPath();
        keepSilence(asked);
        TrackerAnswer answer = exchange(request, asked);
        LOG.log(Level.DEBUG, "tracker asked request={0} status={1}", asked, answer.status());
        Duration silence = dialect.silence(answer);
        if (silence.compareTo(Duration.ZERO) > 0) {
            silentUntil.accumulateAndGet(answer.at().plus(silence), (a, b) -> a.isAfter(b) ? a : b);
        }
        boolean wanted = Arrays.stream(expected).anyMatch(status -> status == answer.status());
        if (answer.successful() || wanted && !dialect.throttled(answer)) {
            return answer;
        }
        throw failure(answer);
    }

    private void keepSilence(String asked) {
        Duration rest = Duration.between(clock.instant(), silentUntil.get());
        if (rest.compareTo(Duration.ZERO) > 0) {
            throw new Failure.Transient(asked + ": not asked, the tracker wants to be left alone", Optional.of(rest));
        }
    }

    private Failure failure(TrackerAnswer answer) {
        String words = Visible.cut(Visible.text(dialect.complaint(answer)), LONGEST_COMPLAINT);
        String message = answer.asked() + ": HTTP " + answer.status() + (words.isEmpty() ? "" : ", " + words);
        int status = answer.status();
        boolean later = status == 409 || status == 423 || status == 425;
        if (dialect.throttled(answer) || later) {
            return new Failure.Transient(message, dialect.retryAfter(answer));
        }
        if (status < 500 && status != 408) {
            return new Failure.Terminal("Http" + status, message);
        }
        return answer.reads()
                ? new Failure.Transient(message, dialect.retryAfter(answer))
                : new Failure.Unclear(message);
    }

    private TrackerAnswer exchange(TrackerRequest request, String asked) {
        HttpRequest http = http(request, asked);
        try (HttpResponse response = pipeline.sendSync(http, Context.NONE)) {
            BinaryData body = BinaryData.fromBytes(LimitedBody.of(response, LONGEST_ANSWER));
            return new TrackerAnswer(
                    asked, request.reads(), response.getStatusCode(), response.getHeaders(), body, clock.instant());
        } catch (IOException | RuntimeException e) {
            throw noAnswer(e, request.reads(), asked);
        }
    }

    private HttpRequest http(TrackerRequest request, String asked) {
        String query = Stream.of(Optional.ofNullable(base.getRawQuery()).orElse(""), request.encodedQuery())
                .filter(part -> !part.isEmpty())
                .reduce((a, b) -> a + "&" + b)
                .map(all -> "?" + all)
                .orElse("");
        String url =
                base.getScheme() + "://" + base.getRawAuthority() + base.getRawPath() + request.encodedPath() + query;
        var http = new HttpRequest(request.method(), url);
        http.setHeader(HttpHeaderName.ACCEPT, "application/json");
        request.headers().forEach(http::setHeader);
        request.body().ifPresent(bytes -> {
            http.setHeader(HttpHeaderName.CONTENT_TYPE, request.contentType());
            http.setBody(BinaryData.fromBytes(bytes));
        });
        String secret = authorized(asked);
        if (!secret.isEmpty()) {
            http.setHeader(HttpHeaderName.AUTHORIZATION, secret);
        }
        return http;
    }

    private String authorized(String asked) {
        String header;
        try {
            header = authorization.header();
        } catch (Failure e) {
            throw e; // whoever asked for the token knows better what it means
        } catch (RuntimeException e) {
            throw new Failure.Transient(asked + ": not asked, no token was to be had (" + Causes.of(e) + ")");
        }
        if (!HEADER_VALUE.matcher(header).matches()) {
            throw new Failure.Terminal(
                    "SecretUnusable",
                    asked
                            + ": not asked, the configured secret holds a line end or another character that no header may"
                            + " have");
        }
        return header;
    }

    private static Failure noAnswer(Exception e, boolean reads, String asked) {
        String message = asked + ": no answer (" + Causes.of(e) + ")";
        boolean neverSent = Causes.any(e, NEVER_SENT);
        return reads || neverSent ? new Failure.Transient(message) : new Failure.Unclear(message);
    }

    @Override
    public String toString() {
        return "TrackerHttp[" + base.getHost() + "]";
    }
}
