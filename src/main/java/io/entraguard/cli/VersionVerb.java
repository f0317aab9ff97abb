package io.entraguard.cli;

import io.entraguard.model.ProgramVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code guard version}: the version, as the build wrote it down. */
@Command(name = "version", description = "Prints the version.")
final class VersionVerb implements Callable<Integer>, IVersionProvider {
    private final Surroundings surroundings;

    VersionVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.out().println(text());
        return Guard.GOOD;
    }

    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }

    private static String text() {
        return "entra-guard " + ProgramVersion.text();
    }
}
