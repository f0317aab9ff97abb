package io.entraguard.staging;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.azure.SampleAudit;
import io.entraguard.azure.SampleEvent;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event Grid waits 30 s for an answer, cold start included; a JVM started for one event loads what that needs. */
class ColdPathIT {
    /** Each belongs to what happens after the queue. */
    private static final List<String> NOT_NEEDED = List.of(
            "com.azure.resourcemanager.",
            "com.azure.core.management.",
            "com.azure.identity.",
            "com.azure.storage.",
            "com.azure.data.",
            "com.microsoft.aad.",
            "io.opentelemetry.",
            "com.azure.monitor.",
            "org.yaml.",
            "com.networknt.",
            "com.fasterxml.jackson.databind.",
            "com.fasterxml.jackson.dataformat.",
            "reactor.netty.",
            "io.netty.",
            "java.net.http.",
            "com.samskivert.",
            "com.azure.xml.",
            "picocli.",
            "io.entraguard.policy.",
            "io.entraguard.functions.console.",
            "io.entraguard.functions.Assembly");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"cluster-write.json", "cluster-write-cloudevent.json"})
    void one_event_loads_nothing_that_only_the_loop_needs(String event) throws Exception {
        List<String> loaded = loadedClasses("event", SampleEvent.text(event), SampleEvent.CLUSTER);

        assertThat(loaded).contains("io.entraguard.functions.ClusterEvents", "io.entraguard.azure.EventGridEvents");
        assertThat(loaded)
                .filteredOn(type -> NOT_NEEDED.stream().anyMatch(type::startsWith))
                .isEmpty();
    }

    @Test
    void audit_records_load_nothing_that_only_the_loop_needs() throws Exception {
        String message = SampleAudit.batch(SampleAudit.by("masterclient", "system:masters"));
        List<String> loaded = loadedClasses("audit", message, SampleAudit.CLUSTER);

        assertThat(loaded).contains("io.entraguard.functions.KubeAudit", "io.entraguard.azure.KubeAuditRecord");
        assertThat(loaded)
                .filteredOn(type -> NOT_NEEDED.stream().anyMatch(type::startsWith))
                .isEmpty();
    }

    private List<String> loadedClasses(String kind, String text, String cluster) throws Exception {
        Path log = directory.resolve("classes.log");
        Path file = Files.writeString(directory.resolve("input"), text);
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + log + ":none:filecount=0",
                        "-classpath",
                        classPath(),
                        ColdStart.class.getName(),
                        StagedApp.ofThisBuild().directory().toString(),
                        file.toString(),
                        kind)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(output).content().contains("\"cluster\":\"" + cluster + "\"");
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                .map(line -> line.substring(0, Math.max(0, line.indexOf(' '))))
                .toList();
    }

    private static String classPath() throws Exception {
        Path tests = Path.of(ColdStart.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return tests
                + File.pathSeparator
                + StagedApp.workerLibraries().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
    }
}
