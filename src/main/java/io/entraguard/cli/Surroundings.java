package io.entraguard.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What a verb may touch of the process that it runs in.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param environment the environment variables
 * @param terminal whether standard output is a terminal
 * @param errorTerminal whether standard error is one
 */
public record Surroundings(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        Clock clock,
        boolean terminal,
        boolean errorTerminal) {

    /** Where standard error is no terminal. */
    public Surroundings(
            InputStream in,
            PrintWriter out,
            PrintWriter err,
            Map<String, String> environment,
            Clock clock,
            boolean terminal) {
        this(in, out, err, environment, clock, terminal, false);
    }

    /** Whether output may be coloured; {@code NO_COLOR} counts where it is not empty, as no-color.org says. */
    boolean coloured() {
        return terminal && variable("NO_COLOR").isEmpty() && !variable("TERM").equals(Optional.of("dumb"));
    }

    /** An environment variable that is set and not empty. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }
}
