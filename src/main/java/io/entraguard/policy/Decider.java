package io.entraguard.policy;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.policy.ClusterHistory.Operation;
import io.entraguard.policy.ClusterHistory.Wait;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.Verdict.Gone;
import io.entraguard.policy.Verdict.Judged;
import io.entraguard.policy.Verdict.Refused;
import io.entraguard.policy.Verdict.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides the single next step about a cluster: the lines of the decision, most cautious first, and the first that
 * applies is taken; the caps come last. A pure function; {@code DeciderTest} is its truth table.
 */
public final class Decider {
    /** A wait longer than this is ticketed as well. */
    static final Duration LONG_WAIT = Duration.ofHours(24);

    /** How soon and how late a cluster is looked at again that another operation holds; the pauses double in between. */
    private static final Duration SHORTEST_LOOK = Duration.ofMinutes(2);

    private static final Duration LONGEST_LOOK = Duration.ofMinutes(20);

    private Decider() {}

    /**
     * The facts that must be looked up before a decision, because it will turn on them.
     *
     * @param groups object ids of admin groups to verify
     * @param roleAssignments whether cluster-admin role assignments matter
     * @param credentials whether listings of static credentials and the last writer matter
     * @param ownWindow whether the cluster's own maintenance window matters
     */
    public record Questions(Set<String> groups, boolean roleAssignments, boolean credentials, boolean ownWindow) {
        public static final Questions NONE = new Questions(Set.of(), false, false, false);

        public Questions {
            groups = Set.copyOf(groups);
        }

        /** Whether anything about administrators has to be looked up. */
        public boolean administrators() {
            return !groups.isEmpty() || roleAssignments;
        }
    }

    /** What has to be looked up before {@link #decide}; nothing for a cluster that no write is considered for. */
    public static Questions questions(Situation situation) {
        if (!(situation.verdict() instanceof Judged judged)) {
            return Questions.NONE;
        }
        Settings settings = situation.policy().settings();
        GuardTags tags = tags(situation, judged);
        if (beforeGates(situation, judged, tags).isPresent()) {
            return Questions.NONE;
        }
        return Plan.of(judged.cluster(), settings, Plan.due(judged.cluster(), settings))
                .map(plan -> new Questions(
                        settings.verifyAdministrators()
                                ? plan.after().adminGroups().stream()
                                        .filter(Administrators::isObjectId)
                                        .collect(Collectors.toSet())
                                : Set.of(),
                        settings.verifyAdministrators() && plan.after().azureRbacOn(),
                        true,
                        settings.changeWindow()
                                .filter(ChangeWindow.Aks.class::isInstance)
                                .isPresent()))
                .orElse(Questions.NONE);
    }

    /** The next step. */
    public static Decision decide(Situation situation) {
        return cap(situation, situation.verdict().match(new Lines(situation)));
    }

    /** One method for each kind of verdict. */
    private record Lines(Situation situation) implements Verdict.Cases<Decision> {
        @Override
        public Decision gone(Gone verdict) {
            return decision(new Step.None(), Reason.CLUSTER_GONE, "");
        }

        @Override
        public Decision unreadable(Unreadable verdict) {
            return decision(new Step.Ticket(Optional.empty()), Reason.UNREADABLE_DOCUMENT, verdict.why());
        }

        @Override
        public Decision refused(Refused verdict) {
            return verdict.overdue(situation.now())
                    ? decision(new Step.Ticket(Optional.of(verdict.again())), Reason.ARM_REFUSED, verdict.why())
                    : decision(
                            new Step.Await(Optional.empty(), verdict.again(), false),
                            Reason.ARM_UNAVAILABLE,
                            verdict.why());
        }

        @Override
        public Decision judged(Judged verdict) {
            GuardTags tags = tags(situation, verdict);
            return beforeGates(situation, verdict, tags)
                    .orElseGet(() -> new AtTheGates(situation, verdict, tags).decide());
        }

        private Decision decision(Step step, Reason reason, String detail) {
            return new Decision(
                    step,
                    List.of(new Because(reason, detail)),
                    situation.policy().settings().mode());
        }
    }

    /** Lines 3 to 7: what is decided without asking anybody anything. */
    private static Optional<Decision> beforeGates(Situation situation, Judged verdict, GuardTags tags) {
        ClusterSnapshot cluster = verdict.cluster();
        Instant now = situation.now();
        Optional<Decision> allowed = AllowedByTag.decide(verdict, tags, now);
        if (allowed.isPresent()) {
            return allowed;
        }
        if (verdict.compliant()) {
            return Optional.of(compliant(situation, verdict, tags));
        }
        Optional<Operation> running = situation.history().operation();
        if (running.isPresent()) {
            return Optional.of(
                    tags.decision(running(running.get()), List.of(new Because(Reason.REMEDIATION_RUNNING, ""))));
        }
        if (!cluster.settledState()) {
            String state = "provisioningState is " + cluster.provisioningState().orElse("absent");
            return Optional.of(tags.decision(unsettled(situation), List.of(new Because(Reason.NOT_TERMINAL, state))));
        }
        Optional<Instant> settled = cluster.createdAt()
                .or(() -> situation.history().firstSeen())
                .map(born -> born.plus(situation.policy().settings().settle()));
        if (settled.isPresent() && now.isBefore(settled.get())) {
            return Optional.of(tags.decision(
                    new Step.Await(Optional.empty(), settled.get(), false), List.of(new Because(Reason.SETTLING, ""))));
        }
        if (tags.pending(GuardTag.MODE)
                || AllowedByTag.unproven(situation.history().retagged())) {
            return Optional.of(AllowedByTag.waitForLog(situation, tags));
        }
        if (tags.mode() == Mode.TICKET) {
            var because = new ArrayList<>(tags.because());
            boolean capped = because.stream().anyMatch(why -> why.reason() == Reason.TAG_INVALID);
            if (situation.policy().settings().mode() == Mode.TICKET || !capped) {
                because.add(new Because(Reason.MODE_TICKET, ""));
            }
            return Optional.of(new Decision(new Step.Ticket(Optional.empty()), because, tags.mode()));
        }
        return Optional.empty();
    }

    private static Decision compliant(Situation situation, Judged verdict, GuardTags tags) {
        Optional<String> unexplained = situation.history().unexplained();
        if (unexplained.isPresent()) {
            return tags.decision(
                    new Step.Ticket(Optional.empty()),
                    List.of(new Because(Reason.UNEXPLAINED_CHANGE, unexplained.get())));
        }
        String also = verdict.findings().stream()
                .map(Finding::control)
                .filter(situation.policy().settings().ticketAlso()::contains)
                .map(ControlId::code)
                .collect(Collectors.joining(", "));
        return also.isEmpty()
                ? tags.decision(new Step.None(), List.of(new Because(Reason.COMPLIANT, "")))
                : tags.decision(new Step.Ticket(Optional.empty()), List.of(new Because(Reason.TICKETED_ALSO, also)));
    }

    /** The step while a write of the guard's is under way, which needs no look at the cluster. */
    public static Decision running(Operation operation, Mode mode) {
        return new Decision(running(operation), List.of(new Because(Reason.REMEDIATION_RUNNING, "")), mode);
    }

    private static Step running(Operation operation) {
        return new Step.Await(Optional.empty(), operation.nextLook(), false);
    }

    /** What a wait for these reasons is called in {@link Wait#what}: by those of them that time ends. */
    public static String what(List<Because> because) {
        return because.stream()
                .map(Because::reason)
                .filter(reason -> reason.opener() == Reason.Opener.TIME || reason == Reason.NOT_TERMINAL)
                .map(Reason::code)
                .distinct()
                .sorted()
                .collect(Collectors.joining("+"));
    }

    /** The wait for somebody else's operation, which people are told of where it takes a day. */
    private static Step unsettled(Situation situation) {
        Duration waited = situation
                .history()
                .waiting()
                .filter(wait -> wait.what().equals(Reason.NOT_TERMINAL.code()))
                .map(wait -> Duration.between(wait.since(), situation.now()))
                .orElse(Duration.ZERO);
        Duration pause = waited.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : waited;
        Duration bounded = pause.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : pause;
        boolean isLong = waited.plus(bounded).compareTo(LONG_WAIT) > 0;
        return new Step.Await(Optional.empty(), situation.now().plus(bounded), isLong);
    }

    /** The caps: what the mode and the global switch leave of a step. */
    private static Decision cap(Situation situation, Decision decision) {
        Mode mode = decision.mode();
        GuardMode guard = situation.cap();
        if (decision.step() instanceof Step.None) {
            return decision;
        }
        if (mode == Mode.OFF || guard == GuardMode.OFF) {
            Reason reason = mode == Mode.OFF ? Reason.MODE_OFF : Reason.GUARD_MODE;
            return new Decision(new Step.None(), List.of(new Because(reason, "")), mode);
        }
        if (mode == Mode.AUDIT || guard == GuardMode.AUDIT) {
            var because = new ArrayList<Because>();
            because.add(new Because(mode == Mode.AUDIT ? Reason.MODE_AUDIT : Reason.GUARD_MODE, ""));
            because.addAll(decision.because());
            return new Decision(new Step.Recorded(decision.step()), because, mode);
        }
        return decision;
    }

    private static GuardTags tags(Situation situation, Judged verdict) {
        GuardTags tags = GuardTags.read(
                verdict.cluster().tags(),
                situation.policy().settings(),
                tag -> situation.history().author(tag, situation.now()),
                situation.now());
        return situation.history().retagged().map(tags::and).orElse(tags);
    }
}
