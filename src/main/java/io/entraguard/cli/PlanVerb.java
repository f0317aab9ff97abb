package io.entraguard.cli;

import io.entraguard.policy.GuardMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code guard plan}: what the guard would do next about clusters and why, read-only and offline. */
@Command(name = "plan", description = "Judges clusters and says what the guard would do next and why, offline.")
final class PlanVerb implements Callable<Integer> {
    private static final String GUARD_MODE = "GUARD_MODE";

    private final Surroundings surroundings;

    @Mixin
    private Report report;

    @Option(names = "--policy", paramLabel = "POLICY", required = true, description = "The policy to decide by.")
    private String policy = "";

    @Option(
            names = "--now",
            paramLabel = "INSTANT",
            description = "Decides as if it were then, such as 2026-01-05T09:00:00Z.")
    private Optional<String> now = Optional.empty();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = Guard.FILES)
    private List<String> files = List.of();

    PlanVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.report = new Report(surroundings);
    }

    @Override
    public Integer call() {
        GuardMode cap = cap(surroundings);
        Instant instant = now.map(PlanVerb::instant).orElseGet(surroundings.clock()::instant);
        var judge = new Judge(PolicyArgument.read(policy));
        return report.print(files, document -> judge.plan(document, cap, instant));
    }

    /** Nothing is written here, so unlike the service it decides as if everything were allowed. */
    static GuardMode cap(Surroundings surroundings) {
        return surroundings
                .variable(GUARD_MODE)
                .map(word -> switch (word.toLowerCase(Locale.ROOT)) {
                    case "off" -> GuardMode.OFF;
                    case "audit" -> GuardMode.AUDIT;
                    case "enforce" -> GuardMode.ENFORCE;
                    default ->
                        throw new Unusable("environment variable " + GUARD_MODE + ": '" + Printable.line(word)
                                + "' is not one of off, audit, enforce; set one of them or unset it");
                })
                .orElse(GuardMode.ENFORCE);
    }

    /** The instant that {@code --now} says. */
    static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Unusable(
                    "--now: '" + Printable.line(text) + "' is not an instant; write it as 2026-01-05T09:00:00Z", e);
        }
    }
}
