package io.entraguard.cli;

import io.entraguard.reconcile.ledger.LedgerCheck;
import io.entraguard.reconcile.ledger.LedgerCheck.Fault;
import io.entraguard.reconcile.ledger.LedgerCheck.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
            description = "Checks a ledger's hash chains. Every file under PATH belongs to the ledger; whatever was"
                    + " changed, taken out, doubled or moved is named with its file and line.")
    static final class Verify implements Callable<Integer> {
        private final Surroundings surroundings;

        @Parameters(paramLabel = "PATH", description = "The folder that holds the ledger's files.")
        private String path = "";

        Verify(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            String shown = Printable.line(path);
            Result result = check(shown);
            PrintWriter out = surroundings.out();
            if (result instanceof Result.Intact intact) {
                out.println(shown + ": intact, " + count(intact.records(), "record") + " in "
                        + count(intact.chains(), "chain"));
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

        private Result check(String shown) {
            try {
                Path folder = Path.of(path);
                if (!Files.exists(folder)) {
                    throw new Unusable(shown + ": there is no such folder; check the path");
                }
                return LedgerCheck.folder(folder);
            } catch (InvalidPathException e) {
                throw new Unusable(shown + ": there is no such folder; check the path", e);
            } catch (IOException e) {
                throw new Unusable(shown + ": this folder cannot be read; check its permissions", e);
            }
        }

        private static String count(long number, String noun) {
            return number + " " + noun + (number == 1 ? "" : "s");
        }
    }
}
