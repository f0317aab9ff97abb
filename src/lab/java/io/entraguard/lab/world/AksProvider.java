package io.entraguard.lab.world;

import io.entraguard.lab.world.Happening.Outcome;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The simulated AKS resource provider: what the program's own requests do to clusters. The caller of each is the guard.
 * The caller of each method holds the {@link World}'s monitor; documents that come out are copies.
 */
public final class AksProvider {
    private final VirtualClock clock;
    private final Fleet fleet;
    private final Ids ids;
    private final Journal journal;
    private final TagJournal tagJournal;
    private final Map<String, Operation> operations = new HashMap<>();

    AksProvider(VirtualClock clock, Fleet fleet, Ids ids, Journal journal, TagJournal tagJournal) {
        this.clock = clock;
        this.fleet = fleet;
        this.ids = ids;
        this.journal = journal;
        this.tagJournal = tagJournal;
    }

    /** A write that was accepted. */
    public record Accepted(Map<String, Object> document, Operation operation, boolean created) {}

    /** The cluster as a GET with that api-version shows it; empty where there is none. */
    public Optional<Map<String, Object>> get(ClusterRef ref, ApiVersion version) {
        return fleet.find(ref).map(cluster -> version.hide(Tree.copy(cluster.document())));
    }

    /**
     * Creates or updates a cluster, in one operation that ends {@link Operation#TAKES} later.
     *
     * @throws Refusal where AKS would refuse it
     */
    public Accepted put(ClusterRef ref, ApiVersion version, Conditions conditions, Map<String, Object> body) {
        conditions.check();
        Optional<Cluster> existing = fleet.find(ref);
        KnownFields.check(body, existing.map(Cluster::document).orElse(Map.of()), version);
        PutRules.kinds(body);
        if (existing.isEmpty()) {
            conditions.requireMissing();
            return create(ref, version, body);
        }
        Cluster cluster = existing.get();
        requireIdle(cluster);
        conditions.requireCurrent(cluster.document());
        Map<String, Object> after = merged(cluster.document(), body);
        PutRules.check(cluster.document(), body, after);
        return accept(cluster, version, after, "Updating");
    }

    private Accepted create(ClusterRef ref, ApiVersion version, Map<String, Object> body) {
        if (Documents.text(body, "location").isEmpty()) {
            throw Refusal.arm(400, "LocationRequired", "The location property is required for this definition.");
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("id", ref.id());
        document.put("name", ref.name());
        document.put("type", ClusterRef.TYPE);
        document.put("properties", new LinkedHashMap<String, Object>());
        Map<String, Object> after = merged(document, body);
        PutRules.check(Map.of(), body, after);
        Documents.fill(after, ids, Caller.GUARD.name(), Caller.GUARD.type(), now());
        var cluster = new Cluster(ref, after);
        fleet.add(cluster);
        return accept(cluster, version, after, "Creating");
    }

    /** The tenant of managed Entra integration defaults to the subscription's. */
    private static Map<String, Object> merged(Map<String, Object> current, Map<String, Object> body) {
        Map<String, Object> after = PutMerge.of(current, body);
        if (Documents.isTrue(after, "properties", "aadProfile", "managed")
                && Documents.value(after, "properties", "aadProfile", "tenantID")
                        .isEmpty()) {
            Documents.object(after, "properties", "aadProfile")
                    .ifPresent(profile -> Documents.put(profile, "tenantID", World.TENANT));
        }
        return after;
    }

    private Accepted accept(Cluster cluster, ApiVersion version, Map<String, Object> after, String state) {
        boolean created = state.equals("Creating");
        Documents.state(after, state);
        Documents.touch(after, ids, Caller.GUARD, now());
        Map<String, Object> before = created ? Map.of() : TagJournal.tags(cluster.document());
        cluster.replace(after);
        Operation operation = operation(cluster, Operation.TAKES, created, ids.next("correlation"));
        Happening write =
                Happening.clusterWrite(cluster.ref(), Caller.GUARD, created ? Outcome.CREATED : Outcome.SUCCEEDED);
        tagJournal.note(cluster.ref(), before, TagJournal.tags(after), write, now(), operation.correlationId());
        fleet.start(cluster, operation);
        return new Accepted(version.hide(Tree.copy(after)), operation, created);
    }

    /** Replaces the tags, as the provider's PATCH does, which knows nothing else. */
    public Map<String, Object> patchTags(ClusterRef ref, Conditions conditions, Map<String, Object> tags) {
        conditions.check();
        Cluster cluster = fleet.find(ref).orElseThrow(() -> notFound(ref));
        requireIdle(cluster);
        conditions.requireCurrent(cluster.document());
        Map<String, Object> before = TagJournal.tags(cluster.document());
        Documents.put(cluster.document(), "tags", tags);
        Documents.touch(cluster.document(), ids, Caller.GUARD, now());
        tagged(cluster, before, Happening.clusterPatch(ref, Caller.GUARD));
        return Tree.copy(cluster.document());
    }

    /** How the Tags API changes tags. */
    public enum TagsOperation {
        MERGE,
        REPLACE,
        DELETE
    }

    /** Changes tags by the Tags API, which the provider does not see: an operation under way is no hindrance. */
    public Map<String, Object> writeTags(ClusterRef ref, TagsOperation how, Map<String, Object> tags) {
        Cluster cluster = fleet.find(ref).orElseThrow(() -> notFound(ref));
        Map<String, Object> before = TagJournal.tags(cluster.document());
        Map<String, Object> after = Tree.copy(before);
        switch (how) {
            case MERGE -> tags.forEach((name, value) -> Documents.put(after, name, value));
            case REPLACE -> {
                after.clear();
                after.putAll(tags);
            }
            case DELETE -> tags.keySet().forEach(name -> after.keySet().removeIf(name::equalsIgnoreCase));
        }
        Documents.put(cluster.document(), "tags", after);
        Documents.touch(cluster.document(), ids, Caller.GUARD, now());
        tagged(cluster, before, Happening.tagsWrite(cluster.ref().id(), Caller.GUARD));
        return Tree.copy(after);
    }

    /** Deletes a cluster at once; the operation that is returned has ended. Empty where there is none. */
    public Optional<Operation> delete(ClusterRef ref, Conditions conditions) {
        conditions.check();
        Optional<Cluster> existing = fleet.find(ref);
        existing.ifPresent(cluster -> conditions.requireCurrent(cluster.document()));
        return existing.map(cluster -> {
            remove(cluster);
            String correlationId = tell(Happening.clusterDelete(cluster.ref(), Caller.GUARD));
            Operation deletion = operation(cluster, Duration.ZERO, false, correlationId);
            deletion.succeed(now());
            return deletion;
        });
    }

    /** Takes a cluster out of the world; an operation that ran on it fails. */
    void remove(Cluster cluster) {
        cluster.running().ifPresent(operation -> operation.fail(now(), "The managed cluster was deleted meanwhile."));
        fleet.remove(cluster);
    }

    /** The status document of an operation; empty where none has that id. */
    public Optional<Map<String, Object>> operation(String id) {
        return Optional.ofNullable(operations.get(id.toLowerCase(Locale.ROOT))).map(Operation::json);
    }

    public static Refusal notFound(ClusterRef ref) {
        return Refusal.arm(
                404,
                "ResourceNotFound",
                "The Resource '" + ClusterRef.TYPE + "/" + ref.name() + "' under resource group '" + ref.resourceGroup()
                        + "' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
    }

    private Operation operation(Cluster cluster, Duration takes, boolean creates, String correlationId) {
        String location = Documents.text(cluster.document(), "location").orElse("westeurope");
        var operation = new Operation(
                ids.next("operation"), cluster.ref().subscription(), location, now(), takes, creates, correlationId);
        operations.put(operation.id(), operation);
        return operation;
    }

    private void requireIdle(Cluster cluster) {
        if (cluster.running().isPresent() || Documents.inFlight(cluster.document())) {
            String which = cluster.running()
                    .map(operation -> "(" + operation.id() + ") started at " + operation.startedAt())
                    .orElseGet(() -> Documents.text(cluster.document(), "properties", "provisioningState")
                            .orElse(""));
            throw Refusal.aks(
                    409,
                    "OperationNotAllowed",
                    "Operation is not allowed: Another operation " + which + " is in progress, please wait for it to"
                            + " finish before starting a new operation.");
        }
    }

    private void tagged(Cluster cluster, Map<String, Object> before, Happening write) {
        Map<String, Object> after = TagJournal.tags(cluster.document());
        tagJournal.note(cluster.ref(), before, after, write, now(), tell(write));
    }

    private String tell(Happening happening) {
        String correlationId = journal.log(happening, now());
        journal.raise(happening, now(), correlationId);
        return correlationId;
    }

    /** Ends the operation of a cluster whose time has come. */
    void finish(Cluster cluster, Operation operation) {
        operation.succeed(operation.due());
        Documents.state(cluster.document(), "Succeeded");
        Documents.put(cluster.document(), "eTag", ids.next("eTag"));
        Outcome outcome = operation.creates() ? Outcome.CREATED : Outcome.SUCCEEDED;
        Happening end = Happening.clusterWrite(cluster.ref(), Caller.GUARD, outcome);
        journal.log(end, operation.due(), operation.correlationId());
        journal.raise(end, operation.due(), operation.correlationId());
    }

    private Instant now() {
        return clock.instant();
    }
}
