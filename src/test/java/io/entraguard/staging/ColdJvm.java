package io.entraguard.staging;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fresh JVMs with the staged app on their class path, the two libraries of the Functions worker before it, and a jar of
 * {@link ColdRun} in front: an archive of classes holds for jars only.
 *
 * @param jdk the JDK's home
 * @param classPath of all of them, one string, since an archive holds for one class path
 * @param folder where they run and leave their files
 */
record ColdJvm(Path jdk, String classPath, Path folder) {
    /** The worker's own choice for short-lived code, and the heap of a small instance. */
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-XX:-CreateCoredumpOnCrash");

    private static final int LONGEST_SECONDS = 60;

    static ColdJvm of(Path jdk, StagedApp app, Path folder) {
        Stream<Path> jars = Stream.of(
                        Stream.of(harness(folder)),
                        StagedApp.workerLibraries().stream(),
                        Stream.of(app.jar()),
                        app.libraries().stream())
                .flatMap(part -> part);
        String classPath =
                jars.map(jar -> jar.toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));
        return new ColdJvm(jdk, classPath, folder);
    }

    /** A jar of this package's classes. */
    private static Path harness(Path folder) {
        Path jar = folder.resolve("harness.jar");
        String packageFolder = ColdRun.class.getPackageName().replace('.', '/');
        try {
            Files.createDirectories(folder);
            Path classes = Path.of(ColdRun.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (var out = new JarOutputStream(Files.newOutputStream(jar));
                    Stream<Path> files = Files.list(classes.resolve(packageFolder))) {
                for (Path file : files.sorted().toList()) {
                    out.putNextEntry(new JarEntry(packageFolder + "/" + file.getFileName()));
                    Files.copy(file, out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return jar;
    }

    /** How one ended. */
    record End(int status, double millis, String output) {
        boolean well() {
            return status == 0 && output.lines().anyMatch(line -> line.equals(ColdRun.DONE));
        }
    }

    /** Starts one with those flags; the time is from its start to its result. */
    End run(ColdRun.Kind kind, Map<String, String> environment, List<String> flags, Path event, Path message) {
        var command =
                new ArrayList<String>(List.of(jdk.resolve("bin").resolve("java").toString()));
        command.addAll(FLAGS);
        command.addAll(flags);
        command.addAll(
                List.of("-cp", classPath, ColdRun.class.getName(), kind.name(), event.toString(), message.toString()));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            long begin = System.nanoTime();
            return end(builder.start(), begin);
        } catch (IOException e) {
            throw new UncheckedIOException("a JVM could not be started", e);
        }
    }

    private static End end(Process process, long begin) throws IOException {
        var output = new StringBuilder();
        double millis = Double.NaN;
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(ColdRun.DONE)) {
                    millis = (System.nanoTime() - begin) / 1e6;
                }
                output.append(line).append('\n');
            }
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("a JVM did not end");
            }
            return new End(process.exitValue(), millis, output.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
