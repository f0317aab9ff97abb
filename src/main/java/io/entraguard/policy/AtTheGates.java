package io.entraguard.policy;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.policy.ClusterHistory.Credentials;
import io.entraguard.policy.ClusterHistory.Wait;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.Plan.Half;
import io.entraguard.policy.Verdict.Judged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lines 7 to 11 of the decision: a write is considered, and gates, approval, window and limits have their say. Pure. */
final class AtTheGates {
    private final Situation situation;
    private final Judged verdict;
    private final GuardTags tags;

    AtTheGates(Situation situation, Judged verdict, GuardTags tags) {
        this.situation = situation;
        this.verdict = verdict;
        this.tags = tags;
    }

    /** Lines 7 to 11: a write is considered. */
    Decision decide() {
        ClusterSnapshot cluster = verdict.cluster();
        Settings settings = situation.policy().settings();
        Set<Half> due = Plan.due(cluster, settings);
        var gates = new Gates(situation, verdict, due);
        List<Because> people = gates.people();
        Optional<Plan> whole = Plan.of(cluster, settings, due);
        if (whole.isEmpty() && people.isEmpty()) {
            people = List.of(new Because(Reason.NOTHING_AUTOMATIC, ""));
        }
        if (whole.isEmpty() || !people.isEmpty()) {
            return tags.decision(new Step.Ticket(Optional.empty()), people);
        }
        Set<Half> restores = Plan.of(cluster, settings, gates.restores()).isPresent() ? gates.restores() : Set.of();
        List<Gates.Shut> time = restores.isEmpty() ? gates.time() : gates.atHome();
        Set<Half> open = (restores.isEmpty() ? due : restores)
                .stream()
                        .filter(half ->
                                time.stream().noneMatch(gate -> gate.halves().contains(half)))
                        .collect(Collectors.toSet());
        Optional<Plan> next = Plan.of(cluster, settings, open);
        List<Because> forPlan = gates.people(next.orElse(whole.get()));
        if (!forPlan.isEmpty()) {
            Optional<Plan> approvable = forPlan.stream().allMatch(gate -> gate.reason() == Reason.REVERTED)
                    ? Optional.of(next.orElse(whole.get()))
                    : Optional.empty();
            var because = new ArrayList<>(forPlan);
            approvable.flatMap(plan -> situation.history().approvalRefused()).ifPresent(because::add);
            return tags.decision(new Step.Ticket(gates.retryOfRefused(), approvable), because);
        }
        if (next.isEmpty()) {
            List<Gates.Shut> holding = time.stream()
                    .filter(gate -> due.stream().anyMatch(gate.halves()::contains))
                    .toList();
            return await(whole.get(), holding);
        }
        return pastTheGates(next.get(), restores.isEmpty());
    }

    /**
     * Lines 9 to 11.
     *
     * @param asks whether approval and window are asked for; not for what only restores what a break-glass undid
     */
    private Decision pastTheGates(Plan plan, boolean asks) {
        Settings settings = situation.policy().settings();
        if (asks && tags.mode() == Mode.APPROVE && !approved(plan)) {
            return awaitApproval(plan);
        }
        Optional<Decision> closed =
                asks ? settings.changeWindow().flatMap(window -> closed(window, plan)) : Optional.empty();
        if (closed.isPresent()) {
            return closed.get();
        }
        Optional<Gates.Shut> limit = limit();
        if (limit.isPresent()) {
            return await(plan, List.of(limit.get()));
        }
        return tags.decision(new Step.Remediate(plan), notes());
    }

    /** What is decided while the change window is shut, or where there is none; empty while it is open. */
    private Optional<Decision> closed(ChangeWindow window, Plan plan) {
        return window.match(new ChangeWindow.Cases<>() {
            @Override
            public Optional<Decision> weekly(ChangeWindow.Weekly weekly) {
                return weekly.opens(situation.now()).map(this::waitUntil);
            }

            @Override
            public Optional<Decision> aks() {
                Optional<MaintenanceWindow> own = situation.ownWindow().window();
                if (own.isEmpty()) {
                    String why = situation.ownWindow().why();
                    return Optional.of(tags.decision(
                            new Step.Ticket(Optional.empty()), List.of(new Because(Reason.NO_CHANGE_WINDOW, why))));
                }
                return own.get().opens(situation.now()).map(this::waitUntil);
            }

            private Decision waitUntil(Instant opens) {
                var because = new Because(Reason.CHANGE_WINDOW, "it opens at " + opens);
                return await(plan, List.of(new Gates.Shut(because, Set.of(Half.values()), opens, true)));
            }
        });
    }

    private boolean approved(Plan plan) {
        return situation
                .history()
                .approval()
                .filter(approval -> approval.covers(plan, situation.now()))
                .isPresent();
    }

    private Decision awaitApproval(Plan plan) {
        Optional<Because> refused = situation.history().approvalRefused();
        if (AllowedByTag.unproven(refused)) {
            return tags.decision(
                    new Step.Await(Optional.of(plan), situation.now().plus(AllowedByTag.LOOK_AT_LOG), false),
                    List.of(refused.get()));
        }
        var because = new ArrayList<Because>();
        because.add(new Because(Reason.APPROVAL_MISSING, "plan " + plan.id()));
        refused.ifPresent(because::add);
        if (situation.offline() && tags.plan().isPresent()) {
            because.add(new Because(Reason.WRITER_UNKNOWN, "tag " + GuardTag.APPROVE.tag()));
        }
        because.addAll(notes());
        return tags.decision(new Step.AwaitApproval(plan), because);
    }

    private List<Because> notes() {
        var notes = new ArrayList<Because>();
        if (situation.administrators().isEmpty()) {
            notes.add(new Because(Reason.ADMINISTRATORS_UNVERIFIED, ""));
        }
        if (situation.history().credentials() == Credentials.ASSUMED) {
            notes.add(new Because(Reason.CREDENTIALS_UNKNOWN, ""));
        }
        return notes;
    }

    private Optional<Gates.Shut> limit() {
        FleetLoad load = situation.load();
        Reason reason = load.breakerUntil().isPresent() ? Reason.BREAKER_OPEN : Reason.LIMIT_REACHED;
        return load.breakerUntil()
                .or(load::fullUntil)
                .map(opens -> new Gates.Shut(new Because(reason, ""), Set.of(Half.values()), opens, false));
    }

    private Decision await(Plan plan, List<Gates.Shut> gates) {
        Instant until =
                gates.stream().map(Gates.Shut::opens).max(Instant::compareTo).orElseThrow();
        List<Because> because = gates.stream().map(Gates.Shut::because).toList();
        boolean known = gates.stream().allMatch(Gates.Shut::known);
        Optional<Wait> before =
                situation.history().waiting().filter(wait -> wait.what().equals(Decider.what(because)));
        Instant since = before.map(Wait::since).orElse(situation.now());
        boolean prolonged =
                known && before.flatMap(Wait::until).map(until::isAfter).orElse(false);
        boolean isLong = Duration.between(since, until).compareTo(Decider.LONG_WAIT) > 0;
        return tags.decision(new Step.Await(Optional.of(plan), until, isLong || prolonged), because);
    }
}
