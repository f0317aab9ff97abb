package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.azure.telemetry.Reporting;
import io.entraguard.lab.LabGuard.Around;
import io.entraguard.lab.faces.LabAppendBlobs;
import io.entraguard.lab.world.ArmWrite;
import io.entraguard.lab.world.World;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.RemediationIntended;
import io.entraguard.model.AuditEvent.Request;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.AuditEvent.Waiver;
import io.entraguard.model.AuditEvent.WaiverMove;
import io.entraguard.model.AuditEvent.WaiverMoved;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.IdentityProfile;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree;
import io.entraguard.policy.Mode;
import io.entraguard.policy.Policy;
import io.entraguard.reconcile.Audit;
import io.entraguard.reconcile.Clusters;
import io.entraguard.reconcile.ledger.Ledger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands at the program's ports and holds it to its word: no write without its intent recorded before it, no write that
 * leaves a cluster without anybody who can administer it, none under mode approve without an approval of its own by an
 * approver, no more at once than the limits allow. Lives as long as the world does, whatever is restarted.
 */
final class Watched implements Around {
    private final World world;
    private final Predicate<IdentityProfile> administered;
    private final Policy policy;
    private final Authority authority = new Authority();
    private final Set<String> ruled = new HashSet<>();
    private final Around inner;
    private final Reporting reporting;
    private final LabAppendBlobs ledger;
    private final List<AuditEvent> recorded = new ArrayList<>();

    /**
     * @param administered whether somebody can administer a cluster of that identity, in truth
     * @param policy what the guard goes by
     * @param inner what stands between the program and this
     * @param reporting what the program tells of itself with
     */
    Watched(
            World world,
            LabAppendBlobs ledger,
            Predicate<IdentityProfile> administered,
            Policy policy,
            Around inner,
            Reporting reporting) {
        this.reporting = reporting;
        this.world = world;
        this.ledger = ledger;
        this.administered = administered;
        this.policy = policy;
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
                events.forEach(this::note);
            });
        } else if (port == Clusters.class) {
            watched = port.cast(new WatchedClusters((Clusters) real));
        }
        return inner.port(port, watched);
    }

    @Override
    public Reporting reporting() {
        return reporting;
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
            IdentityProfile was = world.cluster(cluster)
                    .map(live -> SnapshotReader.read(live).identity())
                    .orElseThrow(() -> new AssertionError("a write to a cluster that never was"));
            IdentityProfile after = SnapshotReader.read(document).identity();
            assertThat(!administered.test(was) || administered.test(after))
                    .as("nobody can administer %s after this write: %s", cluster, after)
                    .isTrue();
            assertThat(world.clusters())
                    .as("clusters that are being written besides %s", cluster)
                    .filteredOn(other -> !SnapshotReader.ref(other).equals(cluster))
                    .filteredOn(other -> "Updating".equals(at(other, "properties.provisioningState")))
                    .hasSizeLessThan(policy.limits().concurrentRemediations());
            if (asksForApproval(cluster, etag)) {
                assertThat(authority.missing(cluster, intent.planId()))
                        .as("a write of %s, whose mode is approve: it was approved", cluster)
                        .isEmpty();
            }
            int before = world.writes().size();
            try {
                return real.write(cluster, document, etag);
            } finally {
                if (world.writes().stream().skip(before).anyMatch(ArmWrite::applied)) {
                    authority.applied(cluster, intent.planId());
                }
            }
        }
    }

    /** Whether the policy has mode approve for the cluster as it is; not where ARM will not take the write as outdated. */
    private boolean asksForApproval(ClusterRef cluster, String etag) {
        return world.cluster(cluster)
                .map(SnapshotReader::read)
                .filter(live -> live.etag().equals(Optional.of(etag)))
                .map(live -> policy.match(cluster, live.tags()).settings().mode() == Mode.APPROVE)
                .orElse(false);
    }

    /** Notes what is recorded of requests; each of them once, however often it is recorded. */
    private void note(AuditEvent event) {
        if (event.cluster().isEmpty()) {
            return;
        }
        ClusterRef cluster = event.cluster().get().ref();
        if (event.body() instanceof RequestRuled ruling && ruling.granted()) {
            if (!ruled.add(cluster.key() + event.occurrence())) {
                return;
            }
            if (ruling.request() == Request.APPROVAL) {
                byAnApprover(cluster, ruling);
                authority.granted(cluster, ruling.subject());
            } else if (ruling.request() == Request.MODE) {
                authority.modeGranted(cluster);
            }
        } else if (event.body() instanceof WaiverMoved moved
                && moved.waiver() == Waiver.BREAK_GLASS
                && moved.move() == WaiverMove.ENDED) {
            authority.breakGlassEnded(cluster);
        }
    }

    private void byAnApprover(ClusterRef cluster, RequestRuled ruling) {
        assertThat(ruling.by().map(by -> by.by().oid()))
                .as("who approved %s", cluster)
                .hasValueSatisfying(oid -> assertThat(approvers()).contains(oid));
    }

    private Set<String> approvers() {
        var approvers = new HashSet<>(policy.defaults().approvers());
        policy.rules().forEach(rule -> approvers.addAll(rule.settings().approvers()));
        return approvers;
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
