package io.entraguard.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** Runs guard in this process, in surroundings that the test chooses. */
final class Shell {
    private final Map<String, String> environment = new HashMap<>();
    private byte[] input = new byte[0];
    private boolean terminal;
    private boolean errorTerminal;
    private Clock clock = Clock.fixed(Instant.parse("2026-01-05T09:00:00Z"), ZoneOffset.UTC);

    /** What a run left behind. */
    record Ran(int code, String out, String err) {}

    /** The path of a cluster document among the test's resources. */
    static String cluster(String name) {
        return resource("/clusters/" + name);
    }

    /** The path of the policy that comes with the program. */
    static String examplePolicy() {
        return resource("/policy.example.yaml");
    }

    private static String resource(String name) {
        try {
            return Path.of(Shell.class.getResource(name).toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static Ran guard(String... arguments) {
        return new Shell().run(arguments);
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Shell onTerminal() {
        terminal = true;
        return this;
    }

    Shell withErrorTerminal() {
        errorTerminal = true;
        return this;
    }

    Shell at(String instant) {
        clock = Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
        return this;
    }

    Shell input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    Shell input(byte[] bytes) {
        input = bytes;
        return this;
    }

    Ran run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Guard.run(
                new Surroundings(
                        new ByteArrayInputStream(input),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        environment,
                        clock,
                        terminal,
                        errorTerminal),
                arguments);
        return new Ran(code, out.toString(), err.toString());
    }
}
