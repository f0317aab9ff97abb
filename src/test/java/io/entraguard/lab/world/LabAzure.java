package io.entraguard.lab.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A simulated Azure for one test, spoken to over real HTTP as any client would. */
final class LabAzure implements AutoCloseable {
    static final String SUBSCRIPTION = "11111111-aaaa-4000-8000-000000000001";
    static final String GROUP = "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/rg-apps";
    static final String CLUSTERS = "/providers/Microsoft.ContainerService/managedClusters/";
    static final ClusterRef C1 = ClusterRef.of(GROUP + CLUSTERS + "c1");
    static final String ALICE = "aaaaaaaa-1111-4111-8111-111111111111";
    static final String V = "?api-version=2026-05-01";

    final VirtualClock clock = new VirtualClock();
    final World world;
    final Faults faults = new Faults();
    final AzureServer server;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

    private LabAzure(Directory directory, AzureServer.Settings settings, List<Map<String, Object>> fleet) {
        world = new World(clock, directory);
        world.populate(fleet);
        server = AzureServer.start(world, faults, settings);
    }

    /** An Azure with clusters, given as JSON. */
    static LabAzure with(String... clusters) {
        return with(Directory.OPEN, 100, clusters);
    }

    static LabAzure with(Directory directory, int pageSize, String... clusters) {
        var fleet = new ArrayList<Map<String, Object>>();
        for (String cluster : clusters) {
            fleet.add(object(cluster));
        }
        // Longer than the client of these tests waits, so that it is always the client who gives up.
        return new LabAzure(directory, new AzureServer.Settings(pageSize, Duration.ofMinutes(5)), fleet);
    }

    /** A running cluster without Entra whose name is given, with more JSON members of its properties. */
    static String plain(String name, String... properties) {
        return """
                {"id":"%s","name":"%s","type":"Microsoft.ContainerService/ManagedClusters","location":"westeurope",
                 "tags":{"env":"dev"},"sku":{"name":"Base","tier":"Free"},
                 "identity":{"type":"SystemAssigned","principalId":"p","tenantId":"t"},
                 "properties":{"provisioningState":"Succeeded","powerState":{"code":"Running"},"enableRBAC":true,
                   "kubernetesVersion":"1.33","agentPoolProfiles":[{"name":"np","mode":"System","count":3,
                     "eTag":"pool-etag","provisioningState":"Succeeded","nodeImageVersion":"AKSUbuntu-1"}]%s}}""".formatted(
                GROUP + CLUSTERS + name, name, properties.length == 0 ? "" : "," + String.join(",", properties));
    }

    static Map<String, Object> object(String json) {
        try {
            return Tree.object(Json.parse(json)).orElseThrow();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /** An answer with its body as JSON where it is JSON. */
    record Reply(int status, HttpResponse<String> raw) {
        Map<String, Object> json() {
            return object(raw.body());
        }

        Optional<String> header(String name) {
            return raw.headers().firstValue(name);
        }

        @Nullable Object at(String... path) {
            return Documents.value(json(), path).orElse(null);
        }

        List<Map<String, Object>> list(String name) {
            var items = new ArrayList<Map<String, Object>>();
            ((List<?>) Documents.value(json(), name).orElseThrow())
                    .forEach(item -> items.add(Tree.object(item).orElseThrow()));
            return items;
        }
    }

    Reply get(String pathAndQuery, String... headers) {
        return send("GET", pathAndQuery, "", headers);
    }

    Reply put(String pathAndQuery, Object body, String... headers) {
        return send("PUT", pathAndQuery, body instanceof String text ? text : Json.write(body), headers);
    }

    Reply send(String method, String pathAndQuery, String body, String... headers) {
        try {
            return trySend(method, pathAndQuery, body, headers);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The same where no answer may come. */
    Reply trySend(String method, String pathAndQuery, String body, String... headers) throws IOException {
        URI uri = pathAndQuery.startsWith("http")
                ? URI.create(pathAndQuery)
                : URI.create(server.arm() + pathAndQuery.replace(" ", "%20"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        request.timeout(patience);
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** How long a request waits for its answer. */
    Duration patience = Duration.ofSeconds(20);

    /** The cluster as a GET shows it. */
    Map<String, Object> read(ClusterRef cluster) {
        Reply reply = get(cluster.id() + V);
        if (reply.status() != 200) {
            throw new AssertionError(reply.raw().body());
        }
        return reply.json();
    }

    String eTag(ClusterRef cluster) {
        return Documents.text(read(cluster), "eTag").orElseThrow();
    }

    /** A document as read, with Entra on and local accounts off. */
    Map<String, Object> remedied(ClusterRef cluster) {
        Map<String, Object> document = read(cluster);
        Documents.mergePatch(document, object("""
                        {"properties":{"disableLocalAccounts":true,
                         "aadProfile":{"managed":true,"adminGroupObjectIDs":["22222222-2222-4222-8222-222222222222"]}}}"""));
        return document;
    }

    /** Lets virtual time pass and what falls due happen. */
    void advance(String duration) {
        clock.advanceTo(clock.instant().plus(Duration.parse(duration)));
        world.runDue();
    }

    /** The events raised since the last look. */
    List<Map<String, Object>> events() {
        return world.takeRaised().stream().map(LabAzure::object).toList();
    }

    List<Map<String, Object>> activity(String more) {
        Reply reply = get("/subscriptions/" + SUBSCRIPTION
                + "/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter="
                + "eventTimestamp ge '2026-01-01T00:00:00Z'" + more);
        return reply.list("value");
    }

    @Override
    public void close() {
        server.close();
    }
}
