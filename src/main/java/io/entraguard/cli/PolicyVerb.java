package io.entraguard.cli;

import io.entraguard.policy.Policy;
import io.entraguard.policy.PolicyFile;
import io.entraguard.policy.PolicyProblem;
import io.entraguard.policy.PolicyWarnings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code guard policy}: what can be done with a policy file. */
@Command(name = "policy", description = "Works on policy files.", synopsisSubcommandLabel = "VERB")
final class PolicyVerb implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway") // picocli fills in the spec
    PolicyVerb() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a verb is missing");
    }

    /** {@code guard policy check}: validates a policy. */
    @Command(
            name = "check",
            description = "Validates a policy; each error names its line, its path, what is wrong and what is allowed.")
    static final class Check implements Callable<Integer> {
        private final Surroundings surroundings;

        @Parameters(paramLabel = "POLICY", description = "A policy file, or '-' for standard input.")
        private String policy = "";

        Check(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            String file = InputFile.shown(policy);
            byte[] bytes = InputFile.bytes(policy, surroundings.in());
            PrintWriter out = surroundings.out();
            try {
                Policy valid = PolicyFile.read(bytes);
                List<String> warnings = PolicyWarnings.of(valid);
                warnings.forEach(warning -> out.println(file + ": warning: " + Printable.line(warning)));
                out.println(file + ": valid, " + valid.rules().size()
                        + (valid.rules().size() == 1 ? " rule" : " rules")
                        + (warnings.isEmpty()
                                ? ""
                                : ", " + warnings.size() + (warnings.size() == 1 ? " warning" : " warnings")));
                return Guard.GOOD;
            } catch (PolicyFile.Invalid e) {
                for (PolicyProblem problem : e.problems()) {
                    out.println(file + problem);
                }
                return Guard.NOT_GOOD;
            }
        }
    }
}
