package io.entraguard.policy;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.policy.ClusterHistory.Operation;
import io.entraguard.policy.ClusterHistory.Wait;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.Plan.Half;
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
    private static final Duration LONG_WAIT = Duration.ofHours(24);

    /** How soon and how late a cluster is looked at again that another operation holds; the pauses double in between. */
    private static final Duration SHORTEST_LOOK = Duration.ofMinutes(2);

    private static final Duration LONGEST_LOOK = Duration.ofMinutes(20);

    /** How soon the Activity Log is asked again for who wrote a tag; it lags by minutes. */
    private static final Duration LOOK_AT_LOG = Duration.ofMinutes(2);

    private static final Duration WARN_OF_EXEMPTION = Duration.ofDays(7);
    private static final Duration WARN_OF_BREAK_GLASS = Duration.ofHours(1);

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
            return beforeGates(situation, verdict, tags).orElseGet(() -> atTheGates(situation, verdict, tags));
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
        Optional<Decision> allowed = allowedByTag(verdict, tags, now);
        if (allowed.isPresent()) {
            return allowed;
        }
        if (verdict.compliant()) {
            return Optional.of(compliant(situation, verdict, tags));
        }
        Optional<Operation> running = situation.history().operation();
        if (running.isPresent()) {
            return Optional.of(
                    decision(running(running.get()), List.of(new Because(Reason.REMEDIATION_RUNNING, "")), tags));
        }
        if (!cluster.settledState()) {
            String state = "provisioningState is " + cluster.provisioningState().orElse("absent");
            return Optional.of(decision(unsettled(situation), List.of(new Because(Reason.NOT_TERMINAL, state)), tags));
        }
        Optional<Instant> settled = cluster.createdAt()
                .or(() -> situation.history().firstSeen())
                .map(born -> born.plus(situation.policy().settings().settle()));
        if (settled.isPresent() && now.isBefore(settled.get())) {
            return Optional.of(decision(
                    new Step.Await(Optional.empty(), settled.get(), false),
                    List.of(new Because(Reason.SETTLING, "")),
                    tags));
        }
        if (tags.pending(GuardTag.MODE) || unproven(situation.history().retagged())) {
            return Optional.of(waitForLog(situation, tags));
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

    /** Lines 3 and 4: an approver lets the cluster be as it is for a time. */
    private static Optional<Decision> allowedByTag(Judged verdict, GuardTags tags, Instant now) {
        if (tags.breakGlass().isPresent()) {
            Instant until = tags.breakGlass().get();
            return Optional.of(decision(
                    new Step.Await(Optional.empty(), until, warned(until, WARN_OF_BREAK_GLASS, now), false),
                    List.of(new Because(Reason.BREAK_GLASS, "until " + until)),
                    tags));
        }
        if (tags.pending(GuardTag.BREAK_GLASS)) {
            return Optional.of(waitForLog(now, tags));
        }
        if (verdict.compliant()) {
            return Optional.empty();
        }
        if (tags.exempt().isPresent()) {
            Instant until = tags.exempt().get();
            return Optional.of(decision(
                    new Step.Exempt(until, warned(until, WARN_OF_EXEMPTION, now)),
                    List.of(new Because(Reason.EXEMPTED, "until " + until)),
                    tags));
        }
        return tags.pending(GuardTag.EXEMPT) ? Optional.of(waitForLog(now, tags)) : Optional.empty();
    }

    /** When to look so that people are warned in time. */
    private static Instant warned(Instant until, Duration before, Instant now) {
        Instant warn = until.minus(before);
        return warn.isAfter(now) ? warn : until;
    }

    private static boolean unproven(Optional<Because> ruling) {
        return ruling.map(because -> because.reason() == Reason.WRITER_UNPROVEN).orElse(false);
    }

    /** The step while a tag is waited for that the Activity Log does not account for yet; the tags say which. */
    private static Decision waitForLog(Situation situation, GuardTags tags) {
        return unproven(situation.history().retagged()) && !tags.pending(GuardTag.MODE)
                ? decision(
                        new Step.Await(Optional.empty(), situation.now().plus(LOOK_AT_LOG), false),
                        List.of(situation.history().retagged().orElseThrow()),
                        tags)
                : waitForLog(situation.now(), tags);
    }

    private static Decision waitForLog(Instant now, GuardTags tags) {
        return decision(new Step.Await(Optional.empty(), now.plus(LOOK_AT_LOG), false), List.of(), tags);
    }

    private static Decision compliant(Situation situation, Judged verdict, GuardTags tags) {
        Optional<String> unexplained = situation.history().unexplained();
        if (unexplained.isPresent()) {
            return decision(
                    new Step.Ticket(Optional.empty()),
                    List.of(new Because(Reason.UNEXPLAINED_CHANGE, unexplained.get())),
                    tags);
        }
        String also = verdict.findings().stream()
                .map(Finding::control)
                .filter(situation.policy().settings().ticketAlso()::contains)
                .map(ControlId::code)
                .collect(Collectors.joining(", "));
        return also.isEmpty()
                ? decision(new Step.None(), List.of(new Because(Reason.COMPLIANT, "")), tags)
                : decision(new Step.Ticket(Optional.empty()), List.of(new Because(Reason.TICKETED_ALSO, also)), tags);
    }

    /** The step while a write of the guard's is under way, which needs no look at the cluster. */
    public static Decision running(Operation operation, Mode mode) {
        return new Decision(running(operation), List.of(new Because(Reason.REMEDIATION_RUNNING, "")), mode);
    }

    private static Step running(Operation operation) {
        return new Step.Await(Optional.empty(), operation.nextLook(), false);
    }

    /** Lines 7 to 11: a write is considered. */
    private static Decision atTheGates(Situation situation, Judged verdict, GuardTags tags) {
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
            return decision(new Step.Ticket(Optional.empty()), people, tags);
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
            return decision(new Step.Ticket(gates.retryOfRefused(), approvable), because, tags);
        }
        if (next.isEmpty()) {
            List<Gates.Shut> holding = time.stream()
                    .filter(gate -> due.stream().anyMatch(gate.halves()::contains))
                    .toList();
            return await(situation, whole.get(), holding, tags);
        }
        return pastTheGates(situation, next.get(), restores.isEmpty(), tags);
    }

    /**
     * Lines 9 to 11.
     *
     * @param asks whether approval and window are asked for; not for what only restores what a break-glass undid
     */
    private static Decision pastTheGates(Situation situation, Plan plan, boolean asks, GuardTags tags) {
        Settings settings = situation.policy().settings();
        if (asks && tags.mode() == Mode.APPROVE && !approved(situation, plan)) {
            return awaitApproval(situation, plan, tags);
        }
        Optional<Decision> closed = asks
                ? settings.changeWindow().flatMap(window -> closed(window, situation, plan, tags))
                : Optional.empty();
        if (closed.isPresent()) {
            return closed.get();
        }
        Optional<Gates.Shut> limit = limit(situation);
        if (limit.isPresent()) {
            return await(situation, plan, List.of(limit.get()), tags);
        }
        return decision(new Step.Remediate(plan), notes(situation), tags);
    }

    /** What is decided while the change window is shut, or where there is none; empty while it is open. */
    private static Optional<Decision> closed(ChangeWindow window, Situation situation, Plan plan, GuardTags tags) {
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
                    return Optional.of(decision(
                            new Step.Ticket(Optional.empty()),
                            List.of(new Because(Reason.NO_CHANGE_WINDOW, why)),
                            tags));
                }
                return own.get().opens(situation.now()).map(this::waitUntil);
            }

            private Decision waitUntil(Instant opens) {
                var because = new Because(Reason.CHANGE_WINDOW, "it opens at " + opens);
                return await(
                        situation, plan, List.of(new Gates.Shut(because, Set.of(Half.values()), opens, true)), tags);
            }
        });
    }

    private static boolean approved(Situation situation, Plan plan) {
        return situation
                .history()
                .approval()
                .filter(approval -> approval.covers(plan, situation.now()))
                .isPresent();
    }

    private static Decision awaitApproval(Situation situation, Plan plan, GuardTags tags) {
        Optional<Because> refused = situation.history().approvalRefused();
        if (unproven(refused)) {
            return decision(
                    new Step.Await(Optional.of(plan), situation.now().plus(LOOK_AT_LOG), false),
                    List.of(refused.get()),
                    tags);
        }
        var because = new ArrayList<Because>();
        because.add(new Because(Reason.APPROVAL_MISSING, "plan " + plan.id()));
        refused.ifPresent(because::add);
        if (situation.offline() && tags.plan().isPresent()) {
            because.add(new Because(Reason.WRITER_UNKNOWN, "tag " + GuardTag.APPROVE.tag()));
        }
        because.addAll(notes(situation));
        return decision(new Step.AwaitApproval(plan), because, tags);
    }

    private static List<Because> notes(Situation situation) {
        var notes = new ArrayList<Because>();
        if (situation.administrators().isEmpty()) {
            notes.add(new Because(Reason.ADMINISTRATORS_UNVERIFIED, ""));
        }
        if (situation.offline()) {
            notes.add(new Because(Reason.CREDENTIALS_UNKNOWN, ""));
        }
        return notes;
    }

    private static Optional<Gates.Shut> limit(Situation situation) {
        FleetLoad load = situation.load();
        Reason reason = load.breakerUntil().isPresent() ? Reason.BREAKER_OPEN : Reason.LIMIT_REACHED;
        return load.breakerUntil()
                .or(load::fullUntil)
                .map(opens -> new Gates.Shut(new Because(reason, ""), Set.of(Half.values()), opens, false));
    }

    private static Decision await(Situation situation, Plan plan, List<Gates.Shut> gates, GuardTags tags) {
        Instant until =
                gates.stream().map(Gates.Shut::opens).max(Instant::compareTo).orElseThrow();
        List<Because> because = gates.stream().map(Gates.Shut::because).toList();
        boolean known = gates.stream().allMatch(Gates.Shut::known);
        Optional<Wait> before =
                situation.history().waiting().filter(wait -> wait.what().equals(what(because)));
        Instant since = before.map(Wait::since).orElse(situation.now());
        boolean prolonged =
                known && before.flatMap(Wait::until).map(until::isAfter).orElse(false);
        boolean isLong = Duration.between(since, until).compareTo(LONG_WAIT) > 0;
        return decision(new Step.Await(Optional.of(plan), until, isLong || prolonged), because, tags);
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

    private static Decision decision(Step step, List<Because> because, GuardTags tags) {
        var all = new ArrayList<>(because);
        tags.because().stream().filter(why -> !all.contains(why)).forEach(all::add);
        return new Decision(step, all, tags.mode());
    }
}
