package io.entraguard.azure.telemetry;

import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.lab.ingestion.IngestionServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The exporter at a local ingestion service, with a folder of its own for what it puts aside. */
public final class Exporting implements AutoCloseable {
    private static final AzureHttp HTTP = new AzureHttp("test", Duration.ofSeconds(20));

    private final IngestionServer server = IngestionServer.start();
    private final Path folder;
    private final AzureMonitor monitor;

    /**
     * @param patience how long an answer is waited for
     */
    public Exporting(Duration patience) {
        folder = folder();
        monitor = aside(
                folder,
                () -> AzureMonitor.start(
                        IngestionTarget.of(server.connectionString()), Optional.empty(), HTTP.client(), patience));
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "telemetry")), "spool");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The exporter asks for the folder of temporary files when it starts, and JVMs side by side would share it. */
    static <T> T aside(Path folder, java.util.function.Supplier<T> start) {
        String before = System.getProperty("java.io.tmpdir");
        System.setProperty("java.io.tmpdir", folder.toAbsolutePath().toString());
        try {
            return start.get();
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }
    }

    /** The service at the other end. */
    public IngestionServer server() {
        return server;
    }

    AzureMonitor monitor() {
        return monitor;
    }

    /** A sink that waits so long for an answer. */
    OtelAuditSink sink(Duration limit) {
        return new OtelAuditSink(monitor, metrics(), limit);
    }

    OtelMetrics metrics() {
        return new OtelMetrics(monitor.api().getMeter("test"));
    }

    /** What the program is handed, its clock this one. */
    public Reporting reporting(Clock clock) {
        var metrics = metrics();
        var tracer = monitor.api().getTracer("test");
        var traces =
                new OtelTraces(tracer, new Flushing(clock, figures -> monitor.flush(figures, Duration.ofSeconds(10))));
        return new Reporting(
                new io.entraguard.reconcile.Telemetry(metrics, traces),
                java.util.Map.of(OtelReporting.SINK, sink(Duration.ofSeconds(10))),
                (client, who) -> new TracedHttpClient(client, who, tracer, metrics, clock));
    }

    /** Sends what was gathered. */
    public void flush() {
        if (!monitor.flush(true, Duration.ofSeconds(20))) {
            throw new IllegalStateException("the local ingestion service did not answer");
        }
    }

    /** The files that the exporter put aside to send them later. */
    List<Path> putAside() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".trn")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        monitor.close();
        server.close();
    }
}
