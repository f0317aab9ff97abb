package io.entraguard.bench;

import io.entraguard.staging.ColdBench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs all benchmarks and prints one JSON object a line on standard output, and nothing else there. */
public final class Bench {
    private static final String PURE = "IntakeBench|VerdictBench|KubeAuditBench";
    private static final String API = "ApiBench|ConsoleBench";

    private final Comparison comparison;

    private Bench(Comparison comparison) {
        this.comparison = comparison;
    }

    /**
     * Takes the folder of the build and that of the staged app. The property {@code bench.baseline} names the output of an
     * earlier run to compare with, where there is one.
     *
     * @throws RunnerException where a benchmark fails
     * @throws IOException where the earlier output cannot be read
     */
    public static void main(String[] arguments) throws RunnerException, IOException {
        Path build = Path.of(arguments[0]);
        String baseline = System.getProperty("bench.baseline", "");
        var bench = new Bench(new Comparison(baseline.isEmpty() ? List.of() : earlier(Path.of(baseline))));
        // First, while this machine has nothing else of ours in its caches.
        bench.print(ColdBench.figures(Path.of(arguments[1]), build.resolve("cold")));
        for (Options part : List.of(
                options(build.resolve("bench-pure.log"), PURE, 4, 5),
                options(build.resolve("bench-api.log"), API, 2, 4))) {
            new Runner(part).run().forEach(result -> bench.print(figures(result)));
        }
        bench.print(IntakeRatio.figures());
        bench.print(ReconcileBench.figures());
        bench.print(SweepBench.figures());
        bench.sum(System.err::println);
    }

    private static List<Figure> earlier(Path file) throws IOException {
        return Figure.readAll(Files.readAllLines(file, StandardCharsets.UTF_8));
    }

    /**
     * Takes a pattern of class names, and how many seconds they are warmed up and measured.
     */
    private static Options options(Path log, String classes, int warmUp, int measure) {
        return new OptionsBuilder()
                .include("io\\.entraguard\\.bench\\.(" + classes + ")\\..*")
                .forks(1)
                .jvmArgs("-Xms" + Forked.HEAP, "-Xmx" + Forked.HEAP)
                .threads(1)
                .warmupIterations(warmUp)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(measure)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.NORMAL)
                .output(log.toString())
                .build();
    }

    private void print(List<Figure> figures) {
        figures.forEach(figure -> System.out.println(comparison.compared(figure).line()));
        System.out.flush();
    }

    private void sum(Consumer<String> out) {
        comparison.unlike().forEach(why -> out.accept("these runs do not compare: " + why));
        comparison.missing().forEach(bench -> out.accept("not measured any more: " + bench));
        comparison.worse().forEach(bench -> out.accept("at least 30 % worse: " + bench));
    }

    @SuppressWarnings("rawtypes") // JMH's own results are
    private static List<Figure> figures(RunResult result) {
        Result<?> primary = result.getPrimaryResult();
        String bench = primary.getLabel().replace('_', '-');
        boolean rate = primary.getScoreUnit().startsWith("ops/");
        double best = rate
                ? primary.getStatistics().getMax()
                : primary.getStatistics().getMin();
        Figure speed = Figure.of(bench, primary.getScore(), primary.getScoreUnit(), Forked.HEAP)
                .with("error", Figure.rounded(primary.getScoreError()))
                .with(Figure.BEST, Figure.rounded(best))
                .with("forks", 1);
        return Stream.concat(
                        Stream.of(speed),
                        result.getSecondaryResults().entrySet().stream()
                                .filter(other -> other.getKey().endsWith("gc.alloc.rate.norm"))
                                .map(other -> Figure.of(
                                        bench + "-bytes", other.getValue().getScore(), "B/op", Forked.HEAP)))
                .toList();
    }
}
