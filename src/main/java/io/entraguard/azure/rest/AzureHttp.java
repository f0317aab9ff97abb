package io.entraguard.azure.rest;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.HttpLoggingPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The one HTTP client of a process and the pipelines over it. A request is sent once: no retries (azure-core's sleep in
 * real time; here a failure goes back to the queue), no redirects (a token must not follow one) and nothing that
 * registers resource providers. Only a 401 that asks for another token, by which nothing was carried out, is answered
 * with one. Build one and share it; safe for use by many threads.
 */
public final class AzureHttp {
    private static final HttpHeaderName CORRELATION_ID = HttpHeaderName.fromString("x-ms-correlation-request-id");
    private static final HttpHeaderName CLIENT_ID = HttpHeaderName.X_MS_CLIENT_REQUEST_ID;
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private final HttpClient client;
    private final String userAgent;

    /**
     * @param version this program's version, for {@code User-Agent}
     * @param responseTimeout how long a connection, an answer and each further part of it may take
     */
    public AzureHttp(String version, Duration responseTimeout) {
        java.net.http.HttpClient.Builder jdk =
                java.net.http.HttpClient.newBuilder().followRedirects(java.net.http.HttpClient.Redirect.NEVER);
        client = new JdkHttpClientBuilder(jdk)
                .connectionTimeout(responseTimeout)
                .writeTimeout(responseTimeout)
                .responseTimeout(responseTimeout)
                .readTimeout(responseTimeout)
                .build();
        userAgent = "entra-guard/" + version;
    }

    /** The client itself, for SDK clients that build their own pipelines. */
    public HttpClient client() {
        return client;
    }

    /**
     * The pipeline for one endpoint. Over https each request carries a token for that endpoint; over http, which only a
     * loopback address may use, none is asked for and none is sent, whatever credential is given.
     *
     * @throws IllegalArgumentException where a request would go out without a token, or a token without TLS
     */
    public HttpPipeline pipeline(String endpoint, Optional<TokenCredential> credential) {
        return pipeline(endpoint, credential, UnaryOperator.identity());
    }

    /**
     * The same, its requests sent by a client around this one, which sees each as it goes out.
     *
     * @throws IllegalArgumentException as above
     */
    public HttpPipeline pipeline(
            String endpoint, Optional<TokenCredential> credential, UnaryOperator<HttpClient> around) {
        return pipeline(endpoint, credential, origin(Endpoint.base(endpoint)) + "/.default", around);
    }

    /** The same for a service whose tokens are for something else than its endpoint. */
    public HttpPipeline pipeline(String endpoint, Optional<TokenCredential> credential, String scope) {
        return pipeline(endpoint, credential, scope, UnaryOperator.identity());
    }

    private HttpPipeline pipeline(
            String endpoint, Optional<TokenCredential> credential, String scope, UnaryOperator<HttpClient> around) {
        URI base = Endpoint.base(endpoint);
        List<HttpPipelinePolicy> policies = new ArrayList<>();
        policies.add(new UserAgentPolicy(userAgent));
        policies.add(new RequestIds());
        token(base, credential, scope).ifPresent(policies::add);
        policies.add(new HttpLoggingPolicy(new HttpLogOptions().setLogLevel(HttpLogDetailLevel.HEADERS)));
        return new HttpPipelineBuilder()
                .httpClient(around.apply(client))
                .policies(policies.toArray(HttpPipelinePolicy[]::new))
                .build();
    }

    private static String origin(URI base) {
        return base.getScheme() + "://" + base.getRawAuthority();
    }

    private static Optional<HttpPipelinePolicy> token(URI base, Optional<TokenCredential> credential, String scope) {
        String origin = origin(base);
        if (base.getScheme().equals("https")) {
            return Optional.of(new BearerTokenAuthenticationPolicy(
                    credential.orElseThrow(
                            () -> new IllegalArgumentException(origin + " needs a credential, and none is configured")),
                    scope));
        }
        if (!LOOPBACK.matcher(base.getHost()).matches()) {
            throw new IllegalArgumentException(
                    origin + " is not encrypted: use https, or http to this machine's own loopback address");
        }
        return Optional.empty();
    }

    /** Gives each request ids of its own, by which Azure's support and logs find it again. */
    private static final class RequestIds extends HttpPipelineSyncPolicy {
        @Override
        protected void beforeSendingRequest(HttpPipelineCallContext context) {
            HttpHeaders headers = context.getHttpRequest().getHeaders();
            String id = UUID.randomUUID().toString();
            headers.set(CLIENT_ID, id);
            headers.set(CORRELATION_ID, id);
        }
    }
}
