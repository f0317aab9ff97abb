package io.entraguard.azure.siem;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.siem.SiemServer;
import io.entraguard.lab.siem.SiemServer.Answer;
import io.entraguard.lab.siem.SiemServer.Arrived;
import io.entraguard.lab.world.Json;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SIEM that answers in every wrong way for a day, while 100,000 events are recorded under 256 MB of heap. */
class OutageIT {
    private static final int[] AWAY = {400, 403, 413, 429, 503, 0};

    @TempDir
    private Path folder;

    @Test
    void a_day_without_the_siem_loses_nothing_and_keeps_each_clusters_order() throws Exception {
        try (SiemServer server = SiemServer.start()) {
            server.keep(arrived -> new Arrived(arrived.place(), "", Map.of("message", message(arrived))));
            var requests = new AtomicInteger();
            server.weather(body -> Optional.of(Answer.of(AWAY[requests.getAndIncrement() / 7 % AWAY.length])));
            Process process = start(server.url());
            var said = new ArrayList<String>();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                    Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    said.add(line);
                    if (line.equals("away over")) {
                        assertThat(server.arrived()).isEmpty();
                        server.weather(body -> Optional.empty());
                        in.write("go on\n");
                        in.flush();
                    }
                }
            }
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            System.out.println("OutageIT: " + said + " requests=" + server.requests());
            assertThat(process.exitValue()).as("%s", said).isZero();
            assertThat(said)
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("day [logs=" + OutageRun.EVENTS + ", hub=" + OutageRun.EVENTS + "]"));
            assertThat(said).anySatisfy(line -> assertThat(line).startsWith("after [logs=0, hub=0] queued=0"));
            assertThat(server.complaints()).isEmpty();
            for (String place : List.of("Custom-EntraGuardAudit_CL", "audit")) {
                everythingInOrder(server, place);
            }
        }
    }

    private Process start(String url) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Djava.util.logging.config.file=src/test/resources/logging.properties",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        OutageRun.class.getName(),
                        url,
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static String message(Arrived arrived) {
        Object event = arrived.content().getOrDefault("Ocsf", Map.of());
        Map<?, ?> tree = arrived.content().containsKey("Body")
                ? Json.object(arrived.body()).orElseThrow()
                : (Map<?, ?>) event;
        return String.valueOf(tree.get("message"));
    }

    /** Every event of every cluster, each for the first time after the one before it. */
    private static void everythingInOrder(SiemServer server, String place) {
        var next = new HashMap<String, Integer>();
        for (Arrived arrived : server.arrived()) {
            if (arrived.place().equals(place)) {
                String[] words =
                        String.valueOf(arrived.content().get("message")).split(" ", 2);
                int number = Integer.parseInt(words[1]);
                int expected = next.getOrDefault(words[0], 0);
                assertThat(number).as("of cluster %s in %s", words[0], place).isLessThanOrEqualTo(expected);
                next.put(words[0], Math.max(expected, number + 1));
            }
        }
        assertThat(next).hasSize(OutageRun.CLUSTERS);
        assertThat(next.values()).containsOnly(OutageRun.EVENTS / OutageRun.CLUSTERS);
    }
}
