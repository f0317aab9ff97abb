package io.entraguard.policy;

import io.entraguard.model.Actor;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.ControlId;
import io.entraguard.model.Sighting;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.policy.Administrators.GroupState;
import io.entraguard.policy.ClusterHistory.Credentials;
import io.entraguard.policy.ClusterHistory.Operation;
import io.entraguard.policy.ClusterHistory.Refusal;
import io.entraguard.policy.ClusterHistory.Reverts;
import io.entraguard.policy.ClusterHistory.Wait;
import io.entraguard.policy.Decision.Because;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A situation to start from: an old, quiet cluster under {@code mode: auto} whose admin group is in order. */
final class Given {
    static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
    static final Administrators GROUP_IN_ORDER =
            new Administrators(Map.of(ClusterDocument.GROUP, GroupState.USABLE), AssignmentState.NONE);

    private Verdict verdict = new Verdict.Gone();
    private Settings settings = settings(Mode.AUTO);
    private Optional<ClusterSnapshot> cluster = Optional.empty();
    private boolean offline;
    private Credentials credentials = Credentials.KNOWN;
    private Optional<Sighting> adminCredential = Optional.empty();
    private Optional<Sighting> userCredential = Optional.empty();
    private Optional<Actor> lastWriter = Optional.empty();
    private Optional<Operation> operation = Optional.empty();
    private Optional<Instant> entraOnSince = Optional.empty();
    private Optional<Refusal> refusal = Optional.empty();
    private Reverts reverts = Reverts.NONE;
    private Optional<Wait> waiting = Optional.empty();
    private Optional<String> unexplained = Optional.empty();
    private final Map<GuardTag, Author> authors = new EnumMap<>(GuardTag.class);
    private Optional<ClusterHistory.Approval> approval = Optional.empty();
    private Optional<Because> approvalRefused = Optional.empty();
    private Optional<ClusterHistory.BreakGlass> breakGlass = Optional.empty();
    private Optional<Because> retagged = Optional.empty();
    private Optional<Administrators> administrators = Optional.of(GROUP_IN_ORDER);
    private Situation.OwnWindow ownWindow = new Situation.OwnWindow(Optional.empty(), "there is none");
    private FleetLoad load = FleetLoad.IDLE;
    private GuardMode cap = GuardMode.ENFORCE;

    static Given cluster(ClusterDocument document) {
        var given = new Given();
        given.cluster = Optional.of(document.snapshot());
        return given;
    }

    static Given verdict(Verdict verdict) {
        var given = new Given();
        given.verdict = verdict;
        return given;
    }

    static Settings settings(Mode mode) {
        return changed(Map.of("mode", mode, "adminGroups", List.of(ClusterDocument.GROUP)));
    }

    /** The default settings with some components replaced. */
    @SuppressWarnings("unchecked")
    static Settings changed(Map<String, Object> with) {
        Settings d = Settings.DEFAULTS;
        return new Settings(
                (Mode) with.getOrDefault("mode", d.mode()),
                (List<String>) with.getOrDefault("adminGroups", d.adminGroups()),
                (Settings.AzureRbac) with.getOrDefault("azureRbac", d.azureRbac()),
                (Settings.LocalAccounts) with.getOrDefault("localAccounts", d.localAccounts()),
                (Duration) with.getOrDefault("localAccountsGrace", d.localAccountsGrace()),
                (Duration) with.getOrDefault("quietPeriod", d.quietPeriod()),
                (Boolean) with.getOrDefault("verifyAdministrators", d.verifyAdministrators()),
                (Settings.PipelineOwned) with.getOrDefault("pipelineOwned", d.pipelineOwned()),
                (Duration) with.getOrDefault("settle", d.settle()),
                (Boolean) with.getOrDefault("migrateLegacy", d.migrateLegacy()),
                d.ownerTag(),
                d.costCenterTag(),
                (Optional<String>) with.getOrDefault("tenant", d.tenant()),
                (Settings.TagMode) with.getOrDefault("tagMode", d.tagMode()),
                (List<String>) with.getOrDefault("approvers", d.approvers()),
                (Duration) with.getOrDefault("approvalTtl", d.approvalTtl()),
                (Boolean) with.getOrDefault("requireMfa", d.requireMfa()),
                (Optional<ChangeWindow>) with.getOrDefault("changeWindow", d.changeWindow()),
                (Boolean) with.getOrDefault("inheritTags", d.inheritTags()),
                (Integer) with.getOrDefault("priority", d.priority()),
                (TicketRouting) with.getOrDefault("ticket", d.ticket()),
                (List<ControlId>) with.getOrDefault("ticketAlso", d.ticketAlso()));
    }

    static Sighting sighting(Sighting.Act act, Duration ago) {
        var by = new Actor("44444444-4444-4444-4444-444444444444", Optional.empty(), false, true, Optional.empty());
        return new Sighting(act, "e-" + act + ago, NOW.minus(ago), by, Optional.empty());
    }

    Given under(Settings other) {
        settings = other;
        return this;
    }

    Given mode(Mode mode) {
        settings = settings.withMode(mode);
        return this;
    }

    Given offline() {
        offline = true;
        administrators = Optional.empty();
        return this;
    }

    Given administrators(Administrators other) {
        administrators = Optional.of(other);
        return this;
    }

    Given ownWindow(MaintenanceWindow window) {
        ownWindow = new Situation.OwnWindow(Optional.of(window), "");
        return this;
    }

    Given load(FleetLoad other) {
        load = other;
        return this;
    }

    Given cap(GuardMode other) {
        cap = other;
        return this;
    }

    Situation situation() {
        Verdict judged = cluster.<Verdict>map(
                        snapshot -> new Verdict.Judged(snapshot, Controls.judge(snapshot, settings, false)))
                .orElse(verdict);
        return new Situation(
                judged,
                new Policy.Match("rule", settings, List.of()),
                history(),
                administrators,
                load,
                Limits.DEFAULTS,
                cap,
                ownWindow,
                NOW);
    }

    Decision decide() {
        return Decider.decide(situation());
    }

    Given adminListed(Duration ago) {
        adminCredential = Optional.of(sighting(Sighting.Act.ADMIN_CREDENTIAL, ago));
        return this;
    }

    Given userListed(Duration ago) {
        userCredential = Optional.of(sighting(Sighting.Act.USER_CREDENTIAL, ago));
        return this;
    }

    Given logUnreadable() {
        credentials = Credentials.UNKNOWN;
        return this;
    }

    Given writtenByApp() {
        lastWriter = Optional.of(new Actor("app-1", Optional.empty(), true, false, Optional.empty()));
        return this;
    }

    Given running(Duration look) {
        operation = Optional.of(new Operation(NOW.plus(look)));
        return this;
    }

    Given entraOnFor(Duration time) {
        entraOnSince = Optional.of(NOW.minus(time));
        return this;
    }

    Given refused(String planId, Duration ago, int tries) {
        refusal = Optional.of(new Refusal(planId, NOW.minus(ago), "ScopeLocked", tries));
        return this;
    }

    Given reverted(int count) {
        reverts = new Reverts(count, Optional.empty());
        return this;
    }

    Given waitingFor(String what, Duration since, Duration until) {
        waiting = Optional.of(new Wait(what, NOW.minus(since), Optional.of(NOW.plus(until))));
        return this;
    }

    Given unexplained(String what) {
        unexplained = Optional.of(what);
        return this;
    }

    Given author(GuardTag tag, Author.Known known, String oid) {
        authors.put(tag, new Author(known, Optional.of(tagsWriteBy(oid)), NOW));
        return this;
    }

    static Sighting tagsWriteBy(String oid) {
        var by = new Actor(oid, Optional.empty(), false, true, Optional.empty());
        return new Sighting(Sighting.Act.TAGS, "e-" + oid, NOW, by, Optional.of("c-" + oid));
    }

    Given approved(String planId, Duration ago) {
        Sighting by = sighting(Sighting.Act.TAGS, ago);
        approval = Optional.of(new ClusterHistory.Approval(planId, by));
        return this;
    }

    Given approvalRefused(Reason reason) {
        approvalRefused = Optional.of(new Because(reason, ""));
        return this;
    }

    Given breakGlass(Duration fromAgo, Duration untilAgo, Plan.Half... restores) {
        breakGlass =
                Optional.of(new ClusterHistory.BreakGlass(NOW.minus(fromAgo), NOW.minus(untilAgo), Set.of(restores)));
        return this;
    }

    Given retagged(Reason reason) {
        retagged = Optional.of(new Because(reason, ""));
        return this;
    }

    private ClusterHistory history() {
        if (offline) {
            return ClusterHistory.OFFLINE;
        }
        return new ClusterHistory(
                Optional.of(NOW.minus(Duration.ofDays(30))),
                credentials,
                adminCredential,
                userCredential,
                lastWriter,
                operation,
                entraOnSince,
                refusal,
                reverts,
                waiting,
                unexplained,
                authors,
                approval,
                approvalRefused,
                breakGlass,
                retagged);
    }
}
