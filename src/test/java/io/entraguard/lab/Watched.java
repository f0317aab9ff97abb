package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.LabGuard.Around;
import io.entraguard.lab.faces.LabAppendBlobs;
import io.entraguard.lab.world.World;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.RemediationIntended;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.IdentityProfile;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.Audit;
import io.entraguard.reconcile.Clusters;
import io.entraguard.reconcile.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands at the program's ports and holds it to its word: no write without its intent recorded before it, no write that
 * leaves a cluster without anybody who can administer it, no more at once than the limits allow. Lives as long as the world does, whatever is restarted.
 */
final class Watched implements Around {
    private final World world;
    private final Predicate<IdentityProfile> administered;
    private final int mostAtOnce;
    private final Around inner;
    private final LabAppendBlobs ledger;
    private final List<AuditEvent> recorded = new ArrayList<>();

    /**
     * @param administered whether somebody can administer a cluster of that identity, in truth
     * @param mostAtOnce how many clusters may be written at the same time
     * @param inner what stands between the program and this
     */
    Watched(World world, LabAppendBlobs ledger, Predicate<IdentityProfile> administered, int mostAtOnce, Around inner) {
        this.world = world;
        this.ledger = ledger;
        this.administered = administered;
        this.mostAtOnce = mostAtOnce;
        this.inner = inner;
    }

    /** What was recorded and is durable, in order; one that was recorded again stands here again. */
    List<AuditEvent> recorded() {
        return recorded;
    }

    @Override
    public <T> T port(Class<T> port, T real) {
        T watched = real;
        if (port == Audit.class) {
            watched = port.cast((Audit) events -> {
                ((Audit) real).record(events);
                recorded.addAll(events);
            });
        } else if (port == Clusters.class) {
            watched = port.cast(new WatchedClusters((Clusters) real));
        }
        return inner.port(port, watched);
    }

    private final class WatchedClusters implements Clusters {
        private final Clusters real;

        WatchedClusters(Clusters real) {
            this.real = real;
        }

        @Override
        public Optional<Map<String, Object>> read(ClusterRef cluster) {
            return real.read(cluster);
        }

        @Override
        public Progress progress(String operation) {
            return real.progress(operation);
        }

        @Override
        public Written write(ClusterRef cluster, Map<String, Object> document, String etag) {
            RemediationIntended intent = intentFor(cluster);
            intent.changes()
                    .forEach(change -> assertThat(at(document, change.path()))
                            .as("%s of what is written, as was intended", change.path())
                            .isEqualTo(change.after()));
            IdentityProfile before = world.cluster(cluster)
                    .map(live -> SnapshotReader.read(live).identity())
                    .orElseThrow(() -> new AssertionError("a write to a cluster that never was"));
            IdentityProfile after = SnapshotReader.read(document).identity();
            assertThat(!administered.test(before) || administered.test(after))
                    .as("nobody can administer %s after this write: %s", cluster, after)
                    .isTrue();
            assertThat(world.clusters())
                    .as("clusters that are being written besides %s", cluster)
                    .filteredOn(other -> !SnapshotReader.ref(other).equals(cluster))
                    .filteredOn(other -> "Updating".equals(at(other, "properties.provisioningState")))
                    .hasSizeLessThan(mostAtOnce);
            return real.write(cluster, document, etag);
        }
    }

    /** The intent that stands in the ledger and has no end there yet; the write is sent under it. */
    private RemediationIntended intentFor(ClusterRef cluster) {
        String command = "";
        String plan = "";
        for (String blob : ledger.names(Ledger.chain(cluster) + "/")) {
            for (Map<String, Object> event : LedgerEvents.read(ledger, blob)) {
                String code = String.valueOf(at(event, "metadata.event_code"));
                if (code.equals("remediation.planned") && event.containsKey("command_uid")) {
                    command = String.valueOf(event.get("command_uid"));
                    plan = String.valueOf(at(event, "unmapped.plan_id"));
                } else if (code.startsWith("remediation.") && command.equals(event.get("command_uid"))) {
                    command = "";
                }
            }
        }
        assertThat(command)
                .as("an intent in the ledger, with no end yet, before a write of " + cluster)
                .isNotEmpty();
        return recorded(command, plan);
    }

    private RemediationIntended recorded(String command, String plan) {
        RemediationIntended last = recorded.stream()
                .map(AuditEvent::body)
                .filter(RemediationIntended.class::isInstance)
                .map(RemediationIntended.class::cast)
                .filter(intended -> intended.command().equals(command))
                .reduce((earlier, later) -> later)
                .orElseThrow(
                        () -> new AssertionError("the ledger tells of an intent that nobody recorded: " + command));
        assertThat(plan).as("the plan that the ledger tells of").isEqualTo(last.planId());
        return last;
    }

    private static @Nullable Object at(Map<String, Object> document, String path) {
        Object value = document;
        for (String name : path.split("\\.")) {
            Object holder = value;
            value = Tree.object(holder)
                    .flatMap(object -> Tree.property(object, name))
                    .map(Tree.Property::value)
                    .orElse(null);
        }
        return value;
    }
}
