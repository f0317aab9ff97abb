package io.entraguard.staging;

import io.entraguard.azure.SampleEvent;
import io.entraguard.bench.Figure;
import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.lab.world.World;
import io.entraguard.lab.world.http.AzureServer;
import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Trigger;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.testing.ClusterDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a cold start costs: fresh JVMs with the staged jars, each doing one thing for the first time, and beside them one
 * that loads an empty function. ARM is the simulated Azure, the storage account an empty one, both in this process.
 */
public final class ColdBench {
    /** An odd number, for the median. */
    private static final int FORKS = 5;

    private static final String HEAP = "256m";

    private static final List<ColdRun.Kind> MEASURED =
            List.of(ColdRun.Kind.NOTHING, ColdRun.Kind.EVENT, ColdRun.Kind.RECONCILE);

    private final ColdJvm jvm;
    private final Map<String, String> environment;
    private final AzureServer azure;
    private final Path event;
    private final Path message;

    private ColdBench(ColdJvm jvm, AzureServer azure, EmptyStorage storage) throws IOException {
        this.jvm = jvm;
        this.azure = azure;
        this.environment = Map.of(
                "GUARD_ARM_ENDPOINT", azure.arm().toString(),
                "GUARD_GRAPH_ENDPOINT", azure.graph().toString(),
                "GUARD_CREDENTIAL", "none",
                "AzureWebJobsStorage", storage.connectionString());
        this.event = Files.writeString(
                jvm.folder().resolve("event.json").toAbsolutePath(), SampleEvent.text("cluster-write.json"));
        this.message = Files.writeString(
                jvm.folder().resolve("message.json").toAbsolutePath(),
                WorkItemJson.write(ReconcileRequest.news(cluster(), Trigger.EVENT, Optional.empty())));
    }

    private static ClusterRef cluster() {
        return ClusterRef.of(
                String.valueOf(ClusterDocument.compliant("aks-1").tree().get("id")));
    }

    /**
     * All figures of the app that is staged there, on the JDK whose home the property {@code cds.jdk} names, else on this.
     *
     * @param folder for the files that this needs and the archive that it makes
     */
    public static List<Figure> figures(Path staged, Path folder) throws IOException {
        var app = new StagedApp(staged);
        return Stream.concat(size(app).stream(), with(app, folder, ColdBench::measured).stream())
                .toList();
    }

    /** Makes the archive alone: takes the staged app and a folder, and prints what became of it. */
    public static void main(String[] arguments) throws IOException {
        with(new StagedApp(Path.of(arguments[0])), Path.of(arguments[1]), bench -> bench.archive(bench.make()))
                .forEach(figure -> System.out.println(figure.line()));
    }

    private static Path jdk() {
        String given = System.getProperty("cds.jdk", "");
        return Path.of(given.isEmpty() ? Objects.requireNonNull(System.getProperty("java.home")) : given);
    }

    private interface Work {
        List<Figure> of(ColdBench bench);
    }

    private static List<Figure> with(StagedApp app, Path folder, Work work) throws IOException {
        var world = new World(new VirtualClock(), Directory.OPEN);
        world.populate(List.of(ClusterDocument.compliant("aks-1").tree()));
        try (AzureServer azure = AzureServer.start(world, new Faults(), AzureServer.Settings.USUAL);
                EmptyStorage storage = EmptyStorage.start()) {
            return work.of(new ColdBench(ColdJvm.of(jdk(), app, folder), azure, storage));
        }
    }

    private static String name(ColdRun.Kind kind) {
        return "cold-" + kind.name().toLowerCase(Locale.ROOT);
    }

    private static List<Figure> size(StagedApp app) throws IOException {
        var jars = new ArrayList<>(app.libraries());
        jars.add(app.jar());
        double bytes = 0;
        for (Path jar : jars) {
            bytes += Files.size(jar);
        }
        return List.of(
                Figure.of("staged-size", bytes / 1e6, "MB", HEAP), Figure.of("staged-jars", jars.size(), "jars", HEAP));
    }

    private List<Figure> measured() {
        var figures = new ArrayList<Figure>();
        for (ColdRun.Kind kind : MEASURED) {
            figures.add(said(Figure.of(name(kind), median(kind, List.of()), "ms", HEAP)));
            figures.add(said(Figure.of(name(kind) + "-classes", loaded(kind), "classes", HEAP)));
        }
        ClassArchive.Made made = make();
        figures.addAll(archive(made));
        made.archive()
                .ifPresent(archive -> MEASURED.forEach(kind ->
                        figures.add(said(Figure.of(name(kind) + "-cds", median(kind, archive.flags()), "ms", HEAP)))));
        return figures;
    }

    private Figure said(Figure figure) {
        return figure.with("jdk", ClassArchive.version(jvm.jdk())).with("forks", FORKS);
    }

    private ClassArchive.Made make() {
        return ClassArchive.make(jvm, environment, event, message);
    }

    private List<Figure> archive(ClassArchive.Made made) {
        if (made.archive().isEmpty()) {
            System.err.println(
                    "WARNING: no class-data archive: " + made.why() + " (JDK " + ClassArchive.version(jvm.jdk()) + ")");
            return List.of(
                    Figure.unavailable("cds-archive", made.why(), HEAP).with("jdk", ClassArchive.version(jvm.jdk())));
        }
        Path file = made.archive().get().file();
        try {
            return List.of(Figure.of("cds-archive", Files.size(file) / 1e6, "MB", HEAP)
                    .with("jdk", ClassArchive.version(jvm.jdk()))
                    .with("file", file.toString())
                    .with("flags", String.join(" ", made.archive().get().flags())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double median(ColdRun.Kind kind, List<String> flags) {
        return Stream.generate(() -> run(kind, flags).millis())
                .limit(FORKS)
                .sorted()
                .skip(FORKS / 2)
                .findFirst()
                .orElseThrow();
    }

    private double loaded(ColdRun.Kind kind) {
        Path log = jvm.folder().resolve("classes.log").toAbsolutePath();
        run(kind, List.of("-Xlog:class+load:file=" + log + ":none:filecount=0"));
        try (Stream<String> lines = Files.lines(log)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ColdJvm.End run(ColdRun.Kind kind, List<String> flags) {
        int before = azure.calls().getOrDefault("GET arm", 0);
        ColdJvm.End end = jvm.run(kind, environment, flags, event, message);
        int gets = azure.calls().getOrDefault("GET arm", 0) - before;
        boolean asked = gets > 0 == (kind == ColdRun.Kind.RECONCILE);
        if (!end.well() || !asked) {
            throw new IllegalStateException(
                    kind + " ended with " + end.status() + " after " + gets + " requests to ARM: " + end.output());
        }
        return end;
    }
}
