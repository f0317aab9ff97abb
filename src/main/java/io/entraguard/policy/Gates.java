package io.entraguard.policy;

import io.entraguard.model.Actor;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.ClusterSnapshot.Pool;
import io.entraguard.model.ClusterSnapshot.Power;
import io.entraguard.model.ControlId;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.ClusterHistory.Credentials;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.Plan.Half;
import io.entraguard.policy.Settings.PipelineOwned;
import io.entraguard.policy.Verdict.Judged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The safety gates of one remediation: which are shut, who opens them, and which halves they hold. Only the quiet period
 * and the grace may hold one half and let the other go. Pure.
 */
final class Gates {
    /** A write that Azure refused is tried once more after this time, since permissions and locks change unannounced. */
    private static final Duration REFUSAL_PAUSE = Duration.ofHours(24);

    private static final Duration LOOK_AT_POOLS = Duration.ofMinutes(10);
    private static final Duration LOOK_AT_POWER = Duration.ofHours(1);
    private static final Duration LOOK_AT_LOG = Duration.ofMinutes(10);

    /** CAPZ labels every resource that it owns with tags of this prefix (its api/v1beta1/tags.go). */
    private static final String CLUSTER_API = "sigs.k8s.io_cluster-api-provider-azure_";

    private static final List<String> SERVICE_OPERATOR =
            List.of("serviceoperator.azure.com", "azure-service-operator", "azureserviceoperator");

    private final Situation situation;
    private final ClusterSnapshot cluster;
    private final Judged verdict;
    private final Settings settings;
    private final ClusterHistory history;
    private final Set<Half> due;
    private final List<Shut> shut = new ArrayList<>();

    /**
     * A gate that time opens.
     *
     * @param halves what it holds
     * @param opens when it opens, or when to look whether it did
     * @param known whether that instant is when it opens
     */
    record Shut(Because because, Set<Half> halves, Instant opens, boolean known) {}

    Gates(Situation situation, Judged verdict, Set<Half> due) {
        this.situation = situation;
        this.verdict = verdict;
        this.cluster = verdict.cluster();
        this.settings = situation.policy().settings();
        this.history = situation.history();
        this.due = due;
    }

    /** The gates that people open, whatever is planned. */
    List<Because> people() {
        var gates = new ArrayList<Because>();
        if (cluster.settledState() && !cluster.succeeded()) {
            gates.add(new Because(
                    Reason.CLUSTER_FAILED,
                    "provisioningState is " + cluster.provisioningState().orElse("absent")));
        }
        if (cluster.etag().isEmpty() && !situation.offline()) {
            gates.add(new Because(Reason.NO_ETAG, ""));
        }
        if (cluster.automatic()) {
            gates.add(new Because(Reason.AUTOMATIC_DEVIATES, ""));
        }
        managedElsewhere().ifPresent(tag -> gates.add(new Because(Reason.MANAGED_ELSEWHERE, "tag " + tag)));
        if (settings.pipelineOwned() == PipelineOwned.TICKET) {
            history.lastWriter()
                    .filter(Actor::app)
                    .ifPresent(app -> gates.add(new Because(Reason.PIPELINE_OWNED, "application " + app.oid())));
        }
        failing(ControlId.ENTRA_04).ifPresent(seen -> gates.add(new Because(Reason.RBAC_OFF, seen)));
        failing(ControlId.ENTRA_08).ifPresent(seen -> gates.add(new Because(Reason.WRONG_TENANT, seen)));
        if (!settings.migrateLegacy()) {
            failing(ControlId.ENTRA_02).ifPresent(seen -> gates.add(new Because(Reason.LEGACY_INTEGRATION, seen)));
        }
        return gates;
    }

    /** The gates that people open for exactly this plan. */
    List<Because> people(Plan plan) {
        var gates = new ArrayList<Because>();
        boolean verify =
                settings.verifyAdministrators() && situation.administrators().isPresent();
        Administrators administrators = situation.administrators().orElse(Administrators.UNVERIFIED);
        if (!administrators.usable(plan.after(), verify)) {
            gates.add(new Because(Reason.NO_ADMINISTRATOR, administrators.explain(plan.after())));
        }
        boolean freshlyApproved = history.approval()
                .filter(approval -> approval.covers(plan, situation.now()))
                .isPresent();
        if (!freshlyApproved
                && history.reverts().count() >= situation.limits().reverts().count()) {
            gates.add(new Because(
                    Reason.REVERTED,
                    history.reverts().count() + " times, last by "
                            + history.reverts().by().map(Actor::oid).orElse("somebody unknown")));
        }
        history.refusal()
                .filter(refusal -> refusal.planId().equals(plan.id()))
                .filter(refusal -> refusal.tries() > 1
                        || situation.now().isBefore(refusal.at().plus(REFUSAL_PAUSE)))
                .ifPresent(refusal -> gates.add(new Because(Reason.WRITE_REFUSED, refusal.why())));
        return gates;
    }

    /** When a refused plan is tried once more; empty where none was refused, or it was refused again. */
    Optional<Instant> retryOfRefused() {
        return history.refusal()
                .filter(refusal -> refusal.tries() == 1)
                .map(refusal -> refusal.at().plus(REFUSAL_PAUSE))
                .filter(situation.now()::isBefore);
    }

    /** The gates that time opens. */
    List<Shut> time() {
        Set<Half> both = EnumSet.allOf(Half.class);
        atHome();
        if (!settings.quietPeriod().isZero()) {
            quietPeriod(both);
        }
        grace();
        return List.copyOf(shut);
    }

    /** What is due because a break-glass undid it and is over; nothing while one is in force, or where none was. */
    Set<Half> restores() {
        return history.breakGlass()
                .filter(glass -> !situation.now().isBefore(glass.until()))
                .map(glass -> glass.restores().stream().filter(due::contains).collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    /** Those of them that are about what goes on at the cluster itself. */
    List<Shut> atHome() {
        Set<Half> both = EnumSet.allOf(Half.class);
        if (cluster.power() == Power.STOPPED) {
            shutFor(Reason.STOPPED, "", both, LOOK_AT_POWER);
        }
        if (cluster.power() == Power.UNKNOWN) {
            shutFor(Reason.POWER_UNKNOWN, "", both, LOOK_AT_POWER);
        }
        String busy = cluster.pools().stream()
                .filter(pool -> !pool.ready())
                .map(Pool::name)
                .collect(Collectors.joining(", "));
        if (!busy.isEmpty()) {
            shutFor(Reason.POOL_NOT_READY, busy, both, LOOK_AT_POOLS);
        }
        return List.copyOf(shut);
    }

    private void quietPeriod(Set<Half> both) {
        boolean entraOff = !cluster.identity().entraOn();
        if (history.credentials() == Credentials.UNKNOWN) {
            shutFor(Reason.QUIET_PERIOD_UNKNOWN, "", entraOff ? both : EnumSet.of(Half.LOCAL_ACCOUNTS), LOOK_AT_LOG);
        }
        if (entraOff) {
            // Without Entra the user kubeconfig holds the same certificate as the admin's: either switch breaks its
            // user.
            history.userCredential().ifPresent(listing -> quiet(listing, "user", both));
        }
        history.adminCredential().ifPresent(listing -> quiet(listing, "admin", EnumSet.of(Half.LOCAL_ACCOUNTS)));
    }

    private void quiet(Sighting listing, String kind, Set<Half> halves) {
        Instant opens = listing.at().plus(settings.quietPeriod());
        boolean allowed =
                history.breakGlass().filter(glass -> glass.covers(listing.at())).isPresent();
        if (!allowed && situation.now().isBefore(opens)) {
            String detail = listing.act() == Act.CERTIFICATE_USED
                    ? "admin certificate used from " + listing.by().ip().orElse("an unknown address") + " at "
                            + listing.at()
                    : kind + " credential listed by " + listing.by().oid() + " at " + listing.at();
            shut.add(new Shut(new Because(Reason.QUIET_PERIOD, detail), halves, opens, true));
        }
    }

    private void grace() {
        Duration grace = settings.localAccountsGrace();
        if (grace.isZero() || !due.contains(Half.LOCAL_ACCOUNTS)) {
            return;
        }
        Instant since = cluster.identity().entraOn() ? history.entraOnSince().orElse(situation.now()) : situation.now();
        Instant opens = since.plus(grace);
        if (situation.now().isBefore(opens)) {
            shut.add(new Shut(new Because(Reason.GRACE, ""), EnumSet.of(Half.LOCAL_ACCOUNTS), opens, true));
        }
    }

    private void shutFor(Reason reason, String detail, Set<Half> halves, Duration look) {
        shut.add(new Shut(new Because(reason, detail), halves, situation.now().plus(look), false));
    }

    private Optional<String> failing(ControlId control) {
        return verdict.findings().stream()
                .filter(finding -> finding.control() == control)
                .map(finding -> finding.observed())
                .findFirst();
    }

    private Optional<String> managedElsewhere() {
        return cluster.tags().all().keySet().stream()
                .filter(tag -> {
                    String name = tag.toLowerCase(Locale.ROOT);
                    return name.startsWith(CLUSTER_API)
                            || SERVICE_OPERATOR.stream().anyMatch(name::startsWith);
                })
                .findFirst();
    }
}
