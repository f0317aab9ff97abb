package io.entraguard.bench;

import io.entraguard.functions.console.ConsolePage;
import io.entraguard.functions.console.SampleFleet;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the console's page costs at the server for 10,000 clusters and 400 days, once the fleet is read and before gzip. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ConsoleBench {
    private final Map<String, Object> fleet = SampleFleet.large();

    /** The page's bytes. */
    @Benchmark
    public byte[] console_page() {
        return ConsolePage.of(fleet).getBytes(StandardCharsets.UTF_8);
    }
}
