package io.entraguard.reconcile;

import io.entraguard.model.Sighting;
import io.entraguard.policy.Administrators;
import io.entraguard.policy.ClusterHistory;
import io.entraguard.policy.ClusterHistory.Credentials;
import io.entraguard.policy.ClusterHistory.Operation;
import io.entraguard.policy.ClusterHistory.Wait;
import io.entraguard.policy.Decider;
import io.entraguard.policy.Decider.Questions;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.FleetLoad;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Situation;
import io.entraguard.policy.Situation.OwnWindow;
import io.entraguard.policy.Step;
import io.entraguard.reconcile.Judgements.Asking;
import io.entraguard.reconcile.Judgements.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the decider's question together from verdict, policy, memory and the facts that it asks for: hop 5. Safe for use
 * by many threads.
 */
final class Decisions {
    private final Lookups lookups;
    private final FleetLimits limits;
    private final GuardMode mode;
    private final Optional<String> guard;
    private final Map<String, Instant> reopened;

    Decisions(
            Lookups lookups,
            FleetLimits limits,
            GuardMode mode,
            Optional<String> guard,
            Map<String, Instant> reopened) {
        this.lookups = lookups;
        this.limits = limits;
        this.mode = mode;
        this.guard = guard;
        this.reopened = reopened;
    }

    /** Decides the next step, and remembers what is waited for. */
    Decision decide(Judgement judgement, ClusterMemory memory, Policy policy, AuditDraft audit, Instant now) {
        Decision decision = consider(judgement, memory, policy, audit, now);
        noteWait(memory, decision, now);
        return decision;
    }

    private Decision consider(Judgement judgement, ClusterMemory memory, Policy policy, AuditDraft audit, Instant now) {
        Situation first = situation(
                judgement,
                history(judgement, memory, Credentials.UNKNOWN, Optional.empty(), policy),
                Optional.of(Administrators.UNVERIFIED),
                FleetLoad.IDLE,
                OwnWindow.NOT_LOOKED_UP,
                policy,
                now);
        Questions questions = Decider.questions(first);
        if (questions.equals(Questions.NONE)) {
            return Decider.decide(first);
        }
        Credentials credentials = lookups.credentials(memory, judgement.match().settings(), now);
        Administrators administrators = lookups.administrators(memory.ref(), questions);
        FleetLoad load = limits.load(memory.ref(), now, policy.limits());
        OwnWindow window = lookups.ownWindow(memory.ref(), questions);
        Decision decision = Decider.decide(situation(
                judgement,
                history(judgement, memory, credentials, Optional.empty(), policy),
                Optional.of(administrators),
                load,
                window,
                policy,
                now));
        Optional<Plan> asks = decision.step().asksFor();
        if (asks.isEmpty() || judgement.tags().isEmpty()) {
            forgetOther(memory, decision);
            return decision;
        }
        Optional<Because> refused =
                approvals(judgement, judgement.tags().get(), memory, audit, now).rule(asks.get());
        return Decider.decide(situation(
                judgement,
                history(judgement, memory, credentials, refused, policy),
                Optional.of(administrators),
                load,
                window,
                policy,
                now));
    }

    private Approvals approvals(Judgement judgement, Asking tags, ClusterMemory memory, AuditDraft audit, Instant now) {
        return new Approvals(memory, judgement.match().settings(), tags.book(), tags.evidence(), guard, audit, now);
    }

    /** An approval holds until the plan changes. */
    private static void forgetOther(ClusterMemory memory, Decision decision) {
        Step step = decision.step() instanceof Step.Recorded recorded ? recorded.would() : decision.step();
        boolean other = step.planned()
                .map(plan ->
                        memory.approval != null && !memory.approval.planId().equals(plan.id()))
                .orElse(false);
        if (other) {
            memory.approval = null;
        }
    }

    private Situation situation(
            Judgement judgement,
            ClusterHistory history,
            Optional<Administrators> administrators,
            FleetLoad load,
            OwnWindow window,
            Policy policy,
            Instant now) {
        return new Situation(
                judgement.verdict(),
                judgement.match(),
                history,
                administrators,
                load,
                policy.limits(),
                mode,
                window,
                now);
    }

    private ClusterHistory history(
            Judgement judgement,
            ClusterMemory memory,
            Credentials credentials,
            Optional<Because> approvalRefused,
            Policy policy) {
        Duration within = policy.limits().reverts().within();
        Instant again = later(reopened.getOrDefault(memory.ref().key(), Instant.MIN), memory.reopenedAt);
        List<ClusterMemory.Revert> lately = memory.fiercest(again, within);
        return new ClusterHistory(
                Optional.of(memory.firstSeen),
                credentials,
                Optional.ofNullable(memory.adminCredential),
                Optional.ofNullable(memory.userCredential),
                Optional.ofNullable(memory.lastWrite).map(Sighting::by),
                Optional.ofNullable(memory.inFlight).map(flight -> new Operation(flight.nextLook())),
                Optional.ofNullable(memory.entraOnSince),
                Optional.ofNullable(memory.refusal),
                new ClusterHistory.Reverts(
                        lately.size(),
                        lately.isEmpty()
                                ? Optional.empty()
                                : lately.get(lately.size() - 1).by()),
                Optional.ofNullable(memory.waiting),
                Optional.ofNullable(memory.unexplained),
                judgement.tags().map(Asking::authors).orElse(Map.of()),
                Optional.ofNullable(memory.approval),
                approvalRefused,
                Optional.ofNullable(memory.glass).map(Glass::breakGlass),
                judgement.tags().flatMap(Asking::retagged));
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other == null || other.isBefore(one) ? one : other;
    }

    private static void noteWait(ClusterMemory memory, Decision decision, Instant now) {
        Step step = decision.step() instanceof Step.Recorded recorded ? recorded.would() : decision.step();
        if (!(step instanceof Step.Await await)) {
            memory.waiting = null;
            return;
        }
        String what = Decider.what(decision.because());
        Wait before = memory.waiting;
        Instant since = before != null && before.what().equals(what) ? before.since() : now;
        memory.waiting = new Wait(what, since, Optional.of(await.until()));
    }
}
