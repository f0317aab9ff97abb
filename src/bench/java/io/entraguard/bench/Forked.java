package io.entraguard.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own with the heap of a small instance and this one's class path. It prints figures, and may print
 * {@value #READY} once, after which it goes on when it is answered with a line.
 */
final class Forked {
    static final String HEAP = "256m";
    static final String READY = "ready";
    private static final int LONGEST_SECONDS = 120;

    private Forked() {}

    /** Runs it and returns its figures; the hook is called while it waits. */
    static List<Figure> run(Class<?> main, Runnable whenReady, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + HEAP,
                "-Xmx" + HEAP,
                "-classpath",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        try {
            Path errors = Files.createTempFile("bench", ".log");
            try {
                return run(main, whenReady, new ProcessBuilder(command).redirectError(errors.toFile()), errors);
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new IllegalStateException(main.getSimpleName() + "'s own process could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static List<Figure> run(Class<?> main, Runnable whenReady, ProcessBuilder command, Path errors)
            throws IOException, InterruptedException {
        Process process = command.start();
        List<Figure> figures = figures(process, whenReady);
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    main.getSimpleName() + "'s own process did not end well: " + Files.readString(errors));
        }
        return figures;
    }

    private static List<Figure> figures(Process process, Runnable whenReady) throws IOException {
        var lines = new ArrayList<String>();
        try (OutputStream to = process.getOutputStream();
                var from =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                if (line.equals(READY)) {
                    whenReady.run();
                    to.write('\n');
                    to.flush();
                } else {
                    lines.add(line);
                }
            }
        }
        return Figure.readAll(lines);
    }

    /** In the forked JVM: says that it is ready, and waits for the answer. */
    static void ready() throws IOException {
        System.out.println(READY);
        System.out.flush();
        if (System.in.read() < 0) {
            throw new IOException("whoever started this is gone");
        }
    }
}
