package io.entraguard.cli;

import io.entraguard.policy.Policy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code guard evaluate}: judges clusters, read-only and offline. */
@Command(name = "evaluate", description = "Judges clusters from files, read-only and offline.")
final class EvaluateVerb implements Callable<Integer> {
    @Mixin
    private Report report;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "The policy that names tenant, tags and groups; without it its defaults hold.")
    private Optional<String> policy = Optional.empty();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = Guard.FILES)
    private List<String> files = List.of();

    EvaluateVerb(Surroundings surroundings) {
        this.report = new Report(surroundings);
    }

    @Override
    public Integer call() {
        Policy by = policy.map(PolicyArgument::read).orElse(Judge.NO_POLICY);
        return report.print(files, new Judge(by)::evaluate);
    }
}
