package io.entraguard.lab.world;

import io.entraguard.lab.world.Happening.Outcome;
import io.entraguard.model.Tree;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Carries out what others than the guard do, at once or when the operation that is in the way ends. */
final class Changes {
    private final VirtualClock clock;
    private final Fleet fleet;
    private final Ids ids;
    private final Journal journal;
    private final TagJournal tagJournal;
    private final AksProvider aks;
    private final Map<String, Map<String, Object>> groupTags = new HashMap<>();

    Changes(VirtualClock clock, Fleet fleet, Ids ids, Journal journal, TagJournal tagJournal, AksProvider aks) {
        this.clock = clock;
        this.fleet = fleet;
        this.ids = ids;
        this.journal = journal;
        this.tagJournal = tagJournal;
        this.aks = aks;
    }

    void apply(Change change, boolean eventLost) {
        change.on(new Applying(eventLost));
    }

    void runDue() {
        Optional<Fleet.Running> next = fleet.firstToEnd();
        while (next.isPresent() && !next.get().operation().due().isAfter(clock.instant())) {
            end(next.get().cluster(), next.get().operation());
            next = fleet.firstToEnd();
        }
    }

    private void end(Cluster cluster, Operation operation) {
        aks.finish(cluster, operation);
        for (Cluster.DelayedEdit delayed : fleet.release(cluster)) {
            edit(cluster, delayed.edit(), operation.due(), delayed.correlationId());
            if (!delayed.eventLost()) {
                journal.raise(happening(delayed.edit()), operation.due(), delayed.correlationId());
            }
        }
    }

    Optional<Map<String, Object>> groupTags(String subscription, String resourceGroup) {
        Map<String, Object> tags =
                groupTags.get(groupId(subscription, resourceGroup).toLowerCase(Locale.ROOT));
        if (tags != null) {
            return Optional.of(Tree.copy(tags));
        }
        boolean inhabited = fleet.all().stream()
                .map(Cluster::ref)
                .anyMatch(ref -> ref.subscription().equalsIgnoreCase(subscription)
                        && ref.resourceGroup().equalsIgnoreCase(resourceGroup));
        return inhabited ? Optional.of(new LinkedHashMap<>()) : Optional.empty();
    }

    /** Each change gives a new eTag, except one that says itself what the eTag is to be. */
    private void edit(Cluster cluster, Change.Edit edit, Instant at, String correlationId) {
        Map<String, Object> before = TagJournal.tags(cluster.document());
        Documents.mergePatch(cluster.document(), edit.merge());
        boolean eTagGiven = Documents.spelling(edit.merge(), "eTag").isPresent();
        Object given = Documents.value(cluster.document(), "eTag").orElse(null);
        Documents.touch(cluster.document(), ids, edit.by(), at);
        if (eTagGiven) {
            Documents.put(cluster.document(), "eTag", given);
        }
        Map<String, Object> after = TagJournal.tags(cluster.document());
        tagJournal.note(cluster.ref(), before, after, happening(edit), at, correlationId);
    }

    private static Happening happening(Change.Edit edit) {
        return edit.onlyTags()
                ? Happening.tagsWrite(edit.cluster().id(), edit.by())
                : Happening.clusterWrite(edit.cluster(), edit.by(), outcome(edit.merge(), Outcome.SUCCEEDED));
    }

    /** A write that leaves its cluster Failed raises ResourceWriteFailure. */
    private static Outcome outcome(Map<String, Object> written, Outcome otherwise) {
        return Documents.text(written, "properties", "provisioningState")
                        .filter("Failed"::equalsIgnoreCase)
                        .isPresent()
                ? Outcome.FAILED
                : otherwise;
    }

    private static String groupId(String subscription, String resourceGroup) {
        return "/subscriptions/" + subscription + "/resourceGroups/" + resourceGroup;
    }

    /** Makes the change and tells of it: the Activity Log always, Event Grid where the event is not lost. */
    private final class Applying implements Change.Cases<Void> {
        private final boolean eventLost;

        Applying(boolean eventLost) {
            this.eventLost = eventLost;
        }

        /** Gives the correlation id of both. */
        private String tell(Happening happening) {
            Instant now = clock.instant();
            String correlationId = journal.log(happening, now);
            if (!eventLost) {
                journal.raise(happening, now, correlationId);
            }
            return correlationId;
        }

        @Override
        public Void create(Change.Create create) {
            Map<String, Object> document = Tree.copy(create.document());
            Documents.fill(document, ids, create.by().name(), create.by().type(), clock.instant());
            fleet.add(new Cluster(create.cluster(), document));
            Happening write = Happening.clusterWrite(create.cluster(), create.by(), outcome(document, Outcome.CREATED));
            String correlationId = tell(write);
            Map<String, Object> tags = TagJournal.tags(document);
            tagJournal.note(create.cluster(), Map.of(), tags, write, clock.instant(), correlationId);
            return null;
        }

        @Override
        public Void edit(Change.Edit edit) {
            Cluster cluster = fleet.get(edit.cluster());
            if (cluster.running().isPresent() && !edit.onlyTags()) {
                String correlationId = journal.log(happening(edit), clock.instant());
                cluster.delay(new Cluster.DelayedEdit(edit, correlationId, eventLost));
                return null;
            }
            String correlationId = tell(happening(edit));
            Changes.this.edit(cluster, edit, clock.instant(), correlationId);
            return null;
        }

        @Override
        public Void delete(Change.Delete delete) {
            aks.remove(fleet.get(delete.cluster()));
            tell(Happening.clusterDelete(delete.cluster(), delete.by()));
            return null;
        }

        @Override
        public Void act(Change.Act act) {
            Cluster cluster = fleet.get(act.cluster());
            if (act.action() == Change.Action.ROTATE_CERTIFICATES) {
                Documents.put(cluster.document(), "eTag", ids.next("eTag"));
            }
            tell(Happening.action(act.cluster(), act.action(), act.by()));
            return null;
        }

        @Override
        public Void groupTags(Change.GroupTags change) {
            for (String subscription : subscriptionsWith(change.resourceGroup())) {
                String group = groupId(subscription, change.resourceGroup());
                groupTags.put(group.toLowerCase(Locale.ROOT), Tree.copy(change.tags()));
                tell(Happening.tagsWrite(group, change.by()));
            }
            return null;
        }

        /** The line names no subscription: those with a cluster in such a group, else the one of the first cluster. */
        private Set<String> subscriptionsWith(String resourceGroup) {
            var subscriptions = new LinkedHashSet<String>();
            fleet.all().stream()
                    .map(Cluster::ref)
                    .filter(ref -> ref.resourceGroup().equalsIgnoreCase(resourceGroup))
                    .forEach(ref -> subscriptions.add(ref.subscription().toLowerCase(Locale.ROOT)));
            if (subscriptions.isEmpty()) {
                subscriptions.add(fleet.all().stream()
                        .findFirst()
                        .map(cluster -> cluster.ref().subscription())
                        .orElse("00000000-0000-0000-0000-000000000000"));
            }
            return subscriptions;
        }
    }
}
