package io.entraguard.cli;

import io.entraguard.cli.Outcome.Planned;
import io.entraguard.model.ClusterRef;
import io.entraguard.policy.Step;
import io.entraguard.policy.Verdict;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.TicketText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code guard ticket}: what can be done with tickets. */
@Command(name = "ticket", description = "Works on tickets.", synopsisSubcommandLabel = "VERB")
final class TicketVerb implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway") // picocli fills in the spec
    TicketVerb() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a verb is missing");
    }

    /** {@code guard ticket preview}: the tickets that would be opened, offline. */
    @Command(
            name = "preview",
            description = "Prints the ticket that would be opened for each cluster that needs people, offline.")
    static final class Preview implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--policy", paramLabel = "POLICY", required = true, description = "The policy to decide by.")
        private String policy = "";

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                defaultValue = "text",
                description = "adf (Jira; one JSON object a line), html (Azure Boards), markdown (GitHub, webhook) or"
                        + " text; the default is text.")
        private TicketFormat format = TicketFormat.TEXT;

        @Option(
                names = "--now",
                paramLabel = "INSTANT",
                description = "Decides as if it were then, such as 2026-01-05T09:00:00Z.")
        private Optional<String> now = Optional.empty();

        @Parameters(paramLabel = "FILE", arity = "1..*", description = Guard.FILES)
        private List<String> files = List.of();

        Preview(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            Instant instant = now.map(PlanVerb::instant).orElseGet(surroundings.clock()::instant);
            var judge = new Judge(PolicyArgument.read(policy));
            ClusterFiles.Contents contents = ClusterFiles.read(files, surroundings.in());
            contents.notes().forEach(surroundings.err()::println);
            var outcomes = new ArrayList<Outcome>();
            var tickets = new ArrayList<String>();
            for (ClusterDocument document : contents.clusters()) {
                Outcome outcome = judge.plan(document, PlanVerb.cap(surroundings), instant);
                outcomes.add(outcome);
                page(outcome).ifPresentOrElse(page -> tickets.add(format.of(page)), () -> none(outcome));
            }
            surroundings.out().print(String.join(format.between(), tickets));
            return Report.exitCode(Summary.of(outcomes));
        }

        private void none(Outcome outcome) {
            String step = outcome.planned().orElseThrow().decision().step().word();
            surroundings.err().println(Printable.line(outcome.place()) + ": no ticket, the next step is " + step);
        }

        private static Optional<Page> page(Outcome outcome) {
            Planned plan = outcome.planned().orElseThrow();
            if (!needsPeople(plan.decision().step())) {
                return Optional.empty();
            }
            if (outcome.verdict() instanceof Verdict.Judged judged) {
                return Optional.of(TicketText.of(
                        judged.cluster(),
                        judged.findings(),
                        plan.decision(),
                        plan.match().settings(),
                        TicketText.Seen.NOBODY));
            }
            return ClusterRef.parse(outcome.id()).map(ref -> TicketText.unknown(ref, plan.decision()));
        }

        private static boolean needsPeople(Step step) {
            return step instanceof Step.Ticket
                    || step instanceof Step.AwaitApproval
                    || step instanceof Step.Await waiting && waiting.ticketed();
        }
    }
}
