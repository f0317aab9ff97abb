package io.entraguard.cli;

import io.entraguard.reconcile.ledger.LedgerAnchors;
import io.entraguard.reconcile.ledger.LedgerCheck.Fault;
import io.entraguard.reconcile.ledger.LedgerCheck.Result;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code guard audit}: what can be done with the audit ledger. */
@Command(name = "audit", description = "Works on the audit ledger.", synopsisSubcommandLabel = "VERB")
final class AuditVerb implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway") // picocli fills in the spec
    AuditVerb() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a verb is missing");
    }

    /** {@code guard audit verify}: proves a ledger's hash chains. */
    @Command(
            name = "verify",
            description =
                    "Checks a ledger's hash chains, and the anchors that stand in it. Every file under PATH belongs"
                            + " to the ledger; whatever was changed, taken out, doubled or moved is named with its file and"
                            + " line.")
    static final class Verify implements Callable<Integer> {
        private final Surroundings surroundings;

        @Parameters(
                paramLabel = "PATH",
                description = "The folder that holds the ledger's files, or the https URL of its container, which is"
                        + " read as DefaultAzureCredential finds you.")
        private String path = "";

        @Option(
                names = "--anchors",
                paramLabel = "FILE",
                description = "Also checks the heads of chains in the events audit.chain.anchored that your SIEM kept:"
                        + " one OCSF event a line, others are passed over; '-' is standard input.")
        private String anchors = "";

        Verify(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            var place = new LedgerPlace(path, surroundings);
            String shown = place.shown();
            Result result = place.check(anchors());
            PrintWriter out = surroundings.out();
            if (result instanceof Result.Intact intact) {
                String held = intact.anchors() == 0 ? "" : "; " + count(intact.anchors(), "anchor") + " checked";
                out.println(shown + ": intact, " + count(intact.records(), "record") + " in "
                        + count(intact.chains(), "chain") + held);
                return Guard.GOOD;
            }
            if (result instanceof Result.Broken broken) {
                for (Fault fault : broken.faults()) {
                    out.println(Printable.line(fault.toString()));
                }
                out.println(shown + ": broken, " + count(broken.faults().size(), "fault"));
                return Guard.NOT_GOOD;
            }
            throw new Unusable(
                    shown + ": this holds no ledger; name the folder that holds its <chain>/<yyyy-MM>.jsonl files");
        }

        private LedgerAnchors anchors() {
            if (anchors.isEmpty()) {
                return LedgerAnchors.NONE;
            }
            String shown = InputFile.shown(anchors);
            var text = new String(InputFile.bytes(anchors, surroundings.in()), StandardCharsets.UTF_8);
            LedgerAnchors told;
            try {
                told = LedgerAnchors.of(text.lines());
            } catch (IllegalArgumentException e) {
                throw new Unusable(shown + ": " + e.getMessage(), e);
            }
            if (told.count() == 0) {
                throw new Unusable(shown + ": this holds no anchor; export the events whose metadata.event_code is"
                        + " audit.chain.anchored, one a line");
            }
            return told;
        }

        private static String count(long number, String noun) {
            return number + " " + noun + (number == 1 ? "" : "s");
        }
    }
}
