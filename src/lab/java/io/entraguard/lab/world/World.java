package io.entraguard.lab.world;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The simulated Azure: clusters, resource groups' tags, the Activity Log, running operations, the directory, and the events
 * that wait to be delivered. Everything happens at the {@link VirtualClock}'s instant. Its monitor guards all of it: the
 * HTTP server holds it for each request, the methods here take it themselves.
 */
public final class World {
    /** The tenant of every subscription of the lab. */
    public static final String TENANT = "72f988bf-0000-41af-91ab-2d7cd011db47";

    /** The Activity Log keeps 90 days. */
    private static final Duration LOG_KEPT = Duration.ofDays(90);

    /** When the clusters of fleet.json were made, where they do not say: well before any policy's settle time. */
    private static final Instant FLEET_CREATED = Instant.parse("2025-12-01T08:00:00Z");

    private static final String FLEET_CREATOR = "platform@contoso.example";

    private final VirtualClock clock;
    private final Directory directory;
    private final Ids ids = new Ids();
    private final Journal journal = new Journal(ids);
    private final TagJournal tagJournal = new TagJournal();
    private final Fleet fleet = new Fleet();
    private final AksProvider aks;
    private final Changes changes;
    private final Map<String, Map<String, Object>> maintenance = new HashMap<>();
    private final Set<String> topicless = new HashSet<>();
    private final Map<String, Optional<String>> auditStates = new HashMap<>();
    private final List<ArmWrite> writes = new ArrayList<>();

    public World(VirtualClock clock, Directory directory) {
        this.clock = clock;
        this.directory = directory;
        this.aks = new AksProvider(clock, fleet, ids, journal, tagJournal);
        this.changes = new Changes(clock, fleet, ids, journal, tagJournal, aks);
    }

    public VirtualClock clock() {
        return clock;
    }

    public Directory directory() {
        return directory;
    }

    /** The provider behind the program's own requests. */
    public AksProvider aks() {
        return aks;
    }

    /** Lets clusters have been there before: no event, no entry in the Activity Log. */
    public synchronized void populate(List<Map<String, Object>> clusters) {
        for (Map<String, Object> given : clusters) {
            Map<String, Object> document = Tree.copy(given);
            ClusterRef ref = ClusterRef.of(Documents.text(document, "id").orElse(""));
            Documents.fill(document, ids, FLEET_CREATOR, "User", FLEET_CREATED);
            fleet.add(new Cluster(ref, document));
        }
    }

    /** Lets maintenance configurations have been there before, each with its cluster's id and its name in its own id. */
    public synchronized void configure(List<Map<String, Object>> configurations) {
        for (Map<String, Object> given : configurations) {
            String id = Documents.text(given, "id").orElse("");
            maintenance.put(id.toLowerCase(Locale.ROOT), Tree.copy(given));
        }
    }

    /** A cluster's maintenance configuration; empty where there is none of that name, or no such cluster. */
    public synchronized Optional<Map<String, Object>> maintenance(ClusterRef ref, String name) {
        String id = ref.key() + "/maintenanceconfigurations/" + name.toLowerCase(Locale.ROOT);
        return fleet.find(ref)
                .flatMap(cluster -> Optional.ofNullable(maintenance.get(id)))
                .map(Tree::copy);
    }

    /**
     * Lets somebody do something: it is in the Activity Log at once, and its event waits to be delivered.
     *
     * @throws IllegalStateException where its cluster does not exist, or for a create exists already
     */
    public synchronized void apply(Change change) {
        runDue();
        changes.apply(change, false);
    }

    /** The same with the event lost: only the Activity Log tells of it. */
    public synchronized void applySilently(Change change) {
        runDue();
        changes.apply(change, true);
    }

    /** The events that ARM raised since the last call, oldest first: Event Grid JSON, one object each. */
    public synchronized List<String> takeRaised() {
        return journal.takeRaised();
    }

    /** When the next operation ends. */
    public synchronized Optional<Instant> nextDue() {
        return fleet.firstToEnd().map(running -> running.operation().due());
    }

    /** Ends the operations whose time has come, oldest first, and lets the edits happen that waited for them. */
    public synchronized void runDue() {
        changes.runDue();
    }

    /** All clusters as a GET would answer now, by id. */
    public synchronized List<Map<String, Object>> clusters() {
        return page(ref -> true, "", Integer.MAX_VALUE);
    }

    public synchronized Optional<Map<String, Object>> cluster(ClusterRef ref) {
        return fleet.find(ref).map(cluster -> Tree.copy(cluster.document()));
    }

    /** At most so many of the clusters that come after that lower-case id. */
    public synchronized List<Map<String, Object>> page(Predicate<ClusterRef> where, String after, int limit) {
        return fleet.after(after, where)
                .limit(limit)
                .map(cluster -> Tree.copy(cluster.document()))
                .toList();
    }

    public synchronized int count(Predicate<ClusterRef> where) {
        return Math.toIntExact(fleet.after("", where).count());
    }

    /** Takes the Event Grid system topic of a subscription away; any other that clusters are in has one. */
    public synchronized void loseTopic(String subscription) {
        topicless.add(subscription.toLowerCase(Locale.ROOT));
    }

    /** The subscriptions of those clusters that have an Event Grid system topic, in lower case. */
    public synchronized SortedSet<String> topics(Predicate<ClusterRef> where) {
        return fleet.after("", where)
                .map(cluster -> cluster.ref().subscription().toLowerCase(Locale.ROOT))
                .filter(subscription -> !topicless.contains(subscription))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * What Azure Policy says of a cluster's diagnostic setting for kube-audit, a state such as NonCompliant, or nothing; of
     * any other cluster it says Compliant.
     */
    public synchronized void auditState(ClusterRef ref, Optional<String> state) {
        auditStates.put(ref.key(), state);
    }

    /** What Azure Policy says of those clusters' diagnostic settings for kube-audit, by lower-case id. */
    public synchronized SortedMap<String, String> auditStates(Predicate<ClusterRef> where) {
        var states = new TreeMap<String, String>();
        fleet.after("", where)
                .map(cluster -> cluster.ref().key())
                .forEach(key -> auditStates
                        .getOrDefault(key, Optional.of("Compliant"))
                        .ifPresent(state -> states.put(key, state)));
        return states;
    }

    /** Tags of a resource group; empty where no cluster is in it and nobody gave it tags. */
    public synchronized Optional<Map<String, Object>> groupTags(String subscription, String resourceGroup) {
        return changes.groupTags(subscription, resourceGroup);
    }

    /** Entries of the Activity Log in ARM's shape, newest first, as far back as it is kept. */
    public synchronized List<Map<String, Object>> activity(ActivityQuery query) {
        Instant oldest = clock.instant().minus(LOG_KEPT);
        var found = new ArrayList<Map<String, Object>>();
        List<Journal.Entry> entries = journal.entries();
        for (int i = entries.size() - 1; i >= 0; i--) {
            Journal.Entry entry = entries.get(i);
            if (!entry.at().isBefore(oldest) && query.matches(entry)) {
                found.add(entry.json());
            }
        }
        return found;
    }

    /** Resource Graph's records of changes of a cluster's tags from that instant on, by id; the last 14 days are kept. */
    public synchronized List<Map<String, Object>> tagChanges(ClusterRef cluster, Instant from) {
        return tagJournal.of(cluster, from, clock.instant());
    }

    /** Notes a request of the program that was no GET. */
    public synchronized void note(ArmWrite write) {
        writes.add(write);
    }

    /** The requests other than GET that the program sent to ARM, in the order they came. */
    public synchronized List<ArmWrite> writes() {
        return List.copyOf(writes);
    }
}
