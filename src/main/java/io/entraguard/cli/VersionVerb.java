package io.entraguard.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
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
        var properties = new Properties();
        try (InputStream resource = VersionVerb.class.getResourceAsStream("/version.properties")) {
            if (resource != null) {
                properties.load(resource);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "entra-guard " + properties.getProperty("version", "of an unknown version");
    }
}
