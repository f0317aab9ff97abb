package io.entraguard.azure.rest;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.resourcemanager.containerservice.ContainerServiceManager;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import io.entraguard.model.Tree.Unreadable;
import io.entraguard.reconcile.Clusters;
import io.entraguard.reconcile.Failure;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Managed clusters by ARM's REST API, through the pipeline and endpoint of the SDK's ContainerServiceManager. One call
 * is one request; nothing is sent twice, nothing is waited for. Safe for use by many threads.
 *
 * <p>GET and PUT use one api-version: the AKS resource provider rejects fields that the version of a PUT does not know
 * (since 2024-01-01), and a GET of an older version hides what a newer one has.
 */
public final class ArmClusters implements Clusters {
    /** The newest stable version of managedClusters that was seen. */
    public static final String DEFAULT_API_VERSION = "2026-05-01";

    /** Previews end after about a year and fail then; a program that writes must not depend on one. */
    private static final Pattern STABLE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private static final Pattern ETAG = Pattern.compile("[\\x21-\\x7e]{1,512}");

    private final Endpoint arm;
    private final Endpoint writing;
    private final String apiVersion;

    /**
     * @param endpoint ARM's URL, such as {@code https://management.azure.com}
     * @param apiVersion a stable api-version of managedClusters
     * @param pipeline from {@link AzureHttp#pipeline} for that endpoint
     */
    public ArmClusters(String endpoint, String apiVersion, HttpPipeline pipeline) {
        this(endpoint, apiVersion, pipeline, pipeline);
    }

    /**
     * With another identity for the one PUT: who reads everything need not be able to write anything.
     *
     * @param writer sends the PUT and nothing else
     */
    public ArmClusters(String endpoint, String apiVersion, HttpPipeline pipeline, HttpPipeline writer) {
        if (!STABLE.matcher(apiVersion).matches()) {
            throw new IllegalArgumentException("the ARM api-version " + Wording.of(apiVersion, 40)
                    + " is not usable: give a stable one such as " + DEFAULT_API_VERSION);
        }
        var client = ContainerServiceManager.authenticate(pipeline, ArmProfile.of(endpoint))
                .serviceClient();
        this.arm = new Endpoint(client.getEndpoint(), client.getHttpPipeline());
        this.writing = new Endpoint(client.getEndpoint(), writer);
        this.apiVersion = apiVersion;
    }

    @Override
    public Optional<Map<String, Object>> read(ClusterRef cluster) {
        Answer answer = arm.get(url(cluster));
        if (answer.status() == 200) {
            return Optional.of(theDocumentOf(cluster, answer));
        }
        if (answer.status() == 404 && answer.error().gone()) {
            return Optional.empty();
        }
        throw answer.failure();
    }

    private static Map<String, Object> theDocumentOf(ClusterRef cluster, Answer answer) {
        Map<String, Object> document = answer.json();
        if (!named(document).map(cluster::equals).orElse(false)) {
            throw new Failure.Terminal("WrongDocument", answer.asked() + ": the document is not that cluster's own");
        }
        return document;
    }

    private static Optional<ClusterRef> named(Map<String, Object> document) {
        try {
            return Tree.property(document, "id")
                    .map(Tree.Property::value)
                    .filter(String.class::isInstance)
                    .flatMap(id -> ClusterRef.parse((String) id));
        } catch (Unreadable e) {
            return Optional.empty();
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException where the document is another cluster's, or the etag would match anything
     */
    @Override
    public Written write(ClusterRef cluster, Map<String, Object> document, String etag) {
        if (!named(document).map(cluster::equals).orElse(false)) {
            throw new IllegalArgumentException("the document to be written is not that of " + cluster);
        }
        if (!ETAG.matcher(etag).matches() || etag.equals("*")) {
            throw new IllegalArgumentException("no etag of one version of " + cluster);
        }
        byte[] body = JsonTree.write(WritableParts.of(document));
        Answer answer;
        try {
            answer = writing.send(HttpMethod.PUT, url(cluster), Map.of(HttpHeaderName.IF_MATCH, etag), body);
        } catch (Failure.Transient noAnswer) {
            return new Written.Unanswered(String.valueOf(noAnswer.getMessage()));
        }
        return PutAnswers.read(answer, operation -> arm.own(operation).isPresent());
    }

    @Override
    public Progress progress(String operation) {
        URI url = arm.own(operation)
                .orElseThrow(() -> new Failure.Terminal(
                        "ForeignOperation", "the operation's URL does not belong to the configured ARM endpoint"));
        return OperationAnswers.read(arm.get(url));
    }

    private URI url(ClusterRef cluster) {
        return arm.url(cluster.id(), Map.of("api-version", apiVersion));
    }
}
