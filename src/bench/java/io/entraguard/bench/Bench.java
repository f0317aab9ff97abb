package io.entraguard.bench;

import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of this package and prints one JSON object a line on standard output, and nothing else there. */
public final class Bench {
    /** What a Flex Consumption instance of 512 MB leaves a JVM, so that collections cost what they cost there. */
    private static final String HEAP = "256m";

    private Bench() {}

    /**
     * Takes the file that JMH's own words go to.
     *
     * @throws RunnerException where a benchmark fails
     */
    public static void main(String[] arguments) throws RunnerException {
        Options options = new OptionsBuilder()
                .include("io\\.entraguard\\.bench\\..*")
                .forks(1)
                .jvmArgs("-Xms" + HEAP, "-Xmx" + HEAP)
                .threads(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.NORMAL)
                .output(arguments[0])
                .build();
        new Runner(options).run().forEach(result -> System.out.println(line(result)));
        SweepBench.lines().forEach(System.out::println);
    }

    @SuppressWarnings("rawtypes") // JMH's own results are
    private static String line(RunResult result) {
        Result<?> primary = result.getPrimaryResult();
        double bytes = result.getSecondaryResults().entrySet().stream()
                .filter(other -> other.getKey().endsWith("gc.alloc.rate.norm"))
                .mapToDouble(other -> other.getValue().getScore())
                .findFirst()
                .orElse(0);
        return String.format(
                Locale.ROOT,
                "{\"bench\":\"%s\",\"value\":%.1f,\"unit\":\"%s\",\"error\":%.1f,\"bytesPerOp\":%.0f,"
                        + "\"jdk\":\"%s\",\"cores\":%d,\"heap\":\"%s\",\"forks\":1}",
                primary.getLabel().replace('_', '-'),
                primary.getScore(),
                primary.getScoreUnit(),
                primary.getScoreError(),
                bytes,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                HEAP);
    }
}
