package io.entraguard.reconcile;

import io.entraguard.model.AuditEvent.Decided;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Finding;
import io.entraguard.model.Severity;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Reason;
import io.entraguard.policy.Settings;
import io.entraguard.policy.Step;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.ClusterMemory.Open;
import io.entraguard.reconcile.ClusterRows.Held;
import io.entraguard.reconcile.TicketDesk.Notice;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.TicketText;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the step that was decided. The only class, with those that it hands the work to ({@link Remediations} and
 * {@link TicketDesk}), that changes anything outside the guard; what it does is recorded before and after. Safe for use
 * by many threads.
 */
final class StepRunner {
    private final Tickets tickets;
    private final TrackerOutages outages;
    private final ClusterRows rows;
    private final Remediations remediations;
    private final TicketTurn turn;

    StepRunner(Tickets tickets, TrackerOutages outages, ClusterRows rows, Remediations remediations, TicketTurn turn) {
        this.tickets = tickets;
        this.outages = outages;
        this.rows = rows;
        this.remediations = remediations;
        this.turn = turn;
    }

    /**
     * Everything that taking a step needs.
     *
     * @param cluster the snapshot and the document that it was read from; empty where the cluster could not be judged
     * @param mayWrite whether the global switch lets anything be done in the tracker
     */
    record Task(
            Held held,
            Optional<Live> cluster,
            Policy.Match policy,
            Policy whole,
            Decision decision,
            boolean mayWrite,
            AuditDraft audit,
            Instant now) {}

    /** A cluster as it was just read. */
    record Live(ClusterSnapshot snapshot, Map<String, Object> document) {}

    /** Takes the step and says when to look again; empty where only news or the sweep does. */
    Optional<Instant> run(Task task) {
        recordDecision(task);
        task.audit().flush();
        var taking = new Taking(task);
        if (task.mayWrite()) {
            taking.desk.closeOutlived();
        }
        Optional<Instant> look = task.decision().step().match(taking);
        task.audit().flush();
        return taking.desk
                .again()
                .map(again -> earliest(again, look, task.held().memory))
                .or(() -> look);
    }

    /** A tracker that could not be told must not hold up what the step or a write in flight waits for. */
    private static Instant earliest(Instant again, Optional<Instant> look, ClusterMemory memory) {
        Optional<Instant> flight = Optional.ofNullable(memory.inFlight).map(InFlight::nextLook);
        return Stream.of(Optional.of(again), look, flight)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .orElse(again);
    }

    private static void recordDecision(Task task) {
        Decision decision = task.decision();
        Optional<Step> would =
                decision.step() instanceof Step.Recorded recorded ? Optional.of(recorded.would()) : Optional.empty();
        Optional<Plan> plan = would.orElse(decision.step()).planned();
        String digest = decision.step().word()
                + decision.reasons()
                + would.map(Step::word).orElse("")
                + plan.map(Plan::id).orElse("");
        ClusterMemory memory = task.held().memory;
        if (digest.equals(memory.lastDecision)) {
            return; // the same as at the last look: nothing new to record
        }
        memory.lastDecision = digest;
        task.audit()
                .add(new Decided(
                        decision.step().word(),
                        decision.reasons(),
                        would.map(Step::word),
                        plan.map(Remediations::changes).orElse(List.of()),
                        decision.mode().word()));
    }

    /** One method for each step. */
    private final class Taking implements Step.Cases<Optional<Instant>> {
        private final Task task;
        private final ClusterMemory memory;
        private final TicketDesk desk;

        Taking(Task task) {
            this.task = task;
            this.memory = task.held().memory;
            this.desk =
                    new TicketDesk(tickets, outages, memory, () -> rows.keep(task.held()), task.audit(), task.now());
        }

        @Override
        public Optional<Instant> none(Step.None step) {
            memory.summoned = false;
            turn.leave(memory);
            if (task.mayWrite() && task.decision().has(Reason.CLUSTER_GONE)) {
                desk.close(TicketWords.gone(memory.ref()));
            }
            if (task.mayWrite() && task.decision().has(Reason.COMPLIANT)) {
                desk.close(TicketWords.proven(putRightBy()));
            }
            return Optional.empty();
        }

        @Override
        public Optional<Instant> record(Step.Recorded step) {
            return step.would().lookAgain();
        }

        @Override
        public Optional<Instant> ticket(Step.Ticket step) {
            return tell(step.again());
        }

        @Override
        public Optional<Instant> awaitApproval(Step.AwaitApproval step) {
            return tell(step.again());
        }

        @Override
        public Optional<Instant> remediate(Step.Remediate step) {
            turn.leave(memory);
            Live live = task.cluster().orElseThrow(() -> new IllegalStateException("a plan without a document"));
            String authority = "mode " + task.decision().mode().word() + " of rule "
                    + task.policy().rule()
                    + Optional.ofNullable(memory.approval)
                            .filter(approval ->
                                    approval.planId().equals(step.plan().id()))
                            .map(approval ->
                                    ", approved by " + approval.by().by().oid())
                            .orElse("");
            return Optional.of(remediations.start(
                    task.held(),
                    live.snapshot(),
                    live.document(),
                    step.plan(),
                    authority,
                    task.whole().limits(),
                    task.audit(),
                    task.now()));
        }

        @Override
        public Optional<Instant> await(Step.Await step) {
            Optional<Instant> look = Optional.of(step.look());
            return step.ticketed() ? tell(look) : look;
        }

        @Override
        public Optional<Instant> exempt(Step.Exempt step) {
            turn.leave(memory);
            desk.note(this::notice);
            return Optional.of(step.look());
        }

        /** Has the ticket say this, as soon as it has its turn. */
        private Optional<Instant> tell(Optional<Instant> look) {
            Optional<Instant> waits = turn.waits(task, worst());
            if (waits.isPresent()) {
                return waits.map(again -> earliest(again, look, memory));
            }
            desk.tell(notice());
            return look;
        }

        private Notice notice() {
            Settings settings = task.policy().settings();
            return new Notice(page(settings), worst(), owner(settings), settings.ticket());
        }

        private Page page(Settings settings) {
            var seen = new TicketText.Seen(
                    Optional.ofNullable(memory.lastWrite),
                    Optional.ofNullable(memory.adminCredential),
                    Optional.ofNullable(memory.userCredential),
                    approveBy());
            return task.cluster()
                    .map(live -> TicketText.of(live.snapshot(), findings(), task.decision(), settings, seen))
                    .orElseGet(() -> TicketText.unknown(memory.ref(), task.decision()));
        }

        private Optional<Instant> approveBy() {
            return Optional.ofNullable(memory.asked)
                    .filter(asked -> task.decision()
                            .step()
                            .asksFor()
                            .map(plan -> plan.id().equals(asked.planId()))
                            .orElse(false))
                    .map(Asked::deadline);
        }

        private List<Finding> findings() {
            return memory.findings.values().stream().map(Open::finding).toList();
        }

        /** What cannot be judged is as urgent as the commonest way in. */
        private Severity worst() {
            return findings().stream()
                    .map(Finding::severity)
                    .max(Comparator.naturalOrder())
                    .filter(severity -> task.cluster().isPresent())
                    .orElse(Severity.HIGH);
        }

        private Optional<String> owner(Settings settings) {
            boolean assigned = settings.ticket().assignee() == TicketRouting.Assignee.OWNER;
            return task.cluster()
                    .map(live -> live.snapshot().tags())
                    .filter(tags -> assigned && !tags.blank(settings.ownerTag()))
                    .flatMap(tags -> tags.value(settings.ownerTag()));
        }

        private String putRightBy() {
            var fix = memory.fix;
            var write = memory.lastWrite;
            if (fix != null && fix.standing() && since(fix.at(), memory.ticket.begun)) {
                boolean writtenAfter = write != null && write.at().isAfter(fix.at());
                if (!writtenAfter) {
                    return "the guard (plan " + fix.planId() + ")";
                }
            }
            return write == null || write.at().isBefore(found())
                    ? "somebody whom no event named"
                    : write.by().oid();
        }

        /** When what was put right last had been found; a write before that did not put it right. */
        private Instant found() {
            List<Closed> closed = memory.closed;
            return closed.isEmpty()
                    ? Instant.EPOCH
                    : closed.get(closed.size() - 1).detected();
        }

        private static boolean since(Instant at, @Nullable Instant begun) {
            return begun == null || !at.isBefore(begun);
        }
    }
}
