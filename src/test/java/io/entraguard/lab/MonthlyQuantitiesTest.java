package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.lab.LabGuard.Around;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.lab.world.timeline.Scenario;
import io.entraguard.policy.GuardMode;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.testing.ClusterDocument;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the operators' page says that the guard takes a month follows from its own formulas, and the formulas bound what it
 * takes in the lab, where a few clusters live for some days with their sweeps, credential listings and writes.
 */
class MonthlyQuantitiesTest {
    private static final Path PAGE = Path.of("docs/operations.md");
    private static final String CLUSTER =
            "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-1/providers/"
                    + "Microsoft.ContainerService/managedClusters/c";
    private static final String SOMEBODY = "11111111-1111-1111-1111-111111111111";

    /** A figure of the page may be this much more than what was counted, and no less. */
    private static final double GENEROUS = 4;

    private static final Counted COUNTED = new Counted(5, 10);

    /** How many there are of what the formulas are made of. */
    record Month(double clusters, double events, double sweeps, double days) {
        static Month of(double clusters) {
            return new Month(clusters, 80, 730, 30);
        }

        double deliveries() {
            return clusters * events;
        }

        double passes() {
            return 1.5 * deliveries() + Math.min(clusters / 5, 1000) * sweeps;
        }

        double appends() {
            return 0.3 * deliveries();
        }

        double pages() {
            return Math.ceil(clusters / 1000);
        }
    }

    /**
     * A row of the page.
     *
     * @param formula as it stands there
     * @param counted what the lab counts of it
     */
    record Quantity(String name, String formula, ToDoubleFunction<Month> of, ToDoubleFunction<Counted> counted) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Quantity> quantities() {
        return List.of(
                new Quantity("Event Grid deliveries", "N·E", Month::deliveries, it -> it.events),
                new Quantity("passes, T", "1.5·N·E + min(N/5, 1000)·S", Month::passes, it -> it.passes),
                new Quantity("ledger appends, A", "0.3·N·E", Month::appends, it -> it.of("AppendBlobs.append")),
                new Quantity(
                        "function executions",
                        "N·E + T + A + S",
                        month -> month.deliveries() + month.passes() + month.appends() + month.sweeps(),
                        it -> 2 * it.events + it.of("WorkQueue.send") + it.sweeps),
                new Quantity("ARM reads", "1.3·T", month -> 1.3 * month.passes(), it -> it.of("GET arm")),
                new Quantity(
                        "Resource Graph queries",
                        "S·(⌈N/1000⌉ + 2)",
                        month -> month.sweeps() * (month.pages() + 2),
                        it -> it.of("POST graph")),
                new Quantity(
                        "queue operations",
                        "3·(N·E + T + A)",
                        month -> 3 * (month.deliveries() + month.passes() + month.appends()),
                        it -> 3 * (it.events + it.of("WorkQueue.send"))),
                new Quantity(
                        "table operations",
                        "4·T + S·(40 + 4·⌈N/1000⌉)",
                        month -> 4 * month.passes() + month.sweeps() * (40 + 4 * month.pages()),
                        it -> it.all("MemoryStore.")),
                new Quantity(
                        "ledger reads and lists",
                        "60·N + 4·A",
                        month -> 2 * month.days() * month.clusters() + 4 * month.appends(),
                        it -> it.all("AppendBlobs.") - it.of("AppendBlobs.append")));
    }

    @BeforeAll
    static void some_days_pass(@TempDir Path folder) throws Exception {
        COUNTED.play(folder);
    }

    private static String row(Quantity quantity) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| " + quantity.name() + " | " + quantity.formula() + " |"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + quantity + " with its formula"));
    }

    private static double figure(String row, int column) {
        return Double.parseDouble(row.split("\\|", -1)[column]
                .strip()
                .replaceFirst("[^0-9,].*$", "")
                .replace(",", ""));
    }

    @ParameterizedTest
    @MethodSource("quantities")
    void the_figures_of_the_page_follow_from_its_formulas(Quantity quantity) throws IOException {
        String row = row(quantity);

        assertThat(figure(row, 3) / quantity.of().applyAsDouble(Month.of(100))).isBetween(0.97, 1.03);
        assertThat(figure(row, 4) / quantity.of().applyAsDouble(Month.of(10_000)))
                .isBetween(0.97, 1.03);
    }

    @ParameterizedTest
    @MethodSource("quantities")
    void the_formulas_bound_what_is_taken_and_not_by_far(Quantity quantity) {
        double counted = quantity.counted().applyAsDouble(COUNTED);

        assertThat(quantity.of().applyAsDouble(COUNTED.month())).isBetween(counted, GENEROUS * counted);
    }

    @Test
    void the_page_says_what_the_figures_assume() throws IOException {
        assertThat(Files.readString(PAGE)).contains("E = 80 events", "S = 730", "one cluster in five is open");
    }

    /** What the guard did in the lab in some days with some clusters, one of five open. */
    private static final class Counted {
        private static final Set<Class<?>> PORTS = Set.of(MemoryStore.class, WorkQueue.class, AppendBlobs.class);

        private final int clusters;
        private final int days;
        private final Map<String, Integer> calls = new HashMap<>();
        private int events;
        private int sweeps;
        private int passes;

        Counted(int clusters, int days) {
            this.clusters = clusters;
            this.days = days;
        }

        Month month() {
            return new Month(clusters, (double) events / clusters, sweeps, days);
        }

        double of(String call) {
            return calls.getOrDefault(call, 0);
        }

        double all(String beginning) {
            return calls.entrySet().stream()
                    .filter(call -> call.getKey().startsWith(beginning))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }

        void play(Path folder) throws Exception {
            var json = new ObjectMapper();
            var fleet = new ArrayList<Map<String, Object>>();
            for (int i = 0; i < clusters; i++) {
                fleet.add((i % 5 == 0 ? ClusterDocument.plain("c" + i) : ClusterDocument.compliant("c" + i)).tree());
            }
            Files.writeString(folder.resolve("fleet.json"), json.writeValueAsString(fleet));
            Files.writeString(folder.resolve("policy.yaml"), "apiVersion: entra-guard/v1\ndefaults: {mode: ticket}\n");
            Files.write(folder.resolve("timeline.jsonl"), timeline());
            try (var player = new Player(Scenario.read(folder), GuardMode.ENFORCE, counting())) {
                player.play(NOBODY);
                passes = player.seen().count();
                calls.putAll(player.azure().calls());
            }
        }

        private List<String> timeline() {
            var lines = new ArrayList<String>();
            for (int hour = 0; hour < 24 * days; hour++) {
                for (int i = 0; i < clusters; i++) {
                    if (hour % 12 == 9) {
                        happens(
                                lines,
                                "{'listUserCredential':{'cluster':'" + CLUSTER + i + "','by':'" + SOMEBODY + "'}}");
                    }
                    if (hour % 36 == 11) {
                        happens(
                                lines,
                                "{'edit':{'cluster':'" + CLUSTER + i + "','by':'" + SOMEBODY
                                        + "','merge':{'properties':{'kubernetesVersion':'1." + hour + "'}}}}");
                    }
                }
                lines.add("{\"advance\":\"PT1H\"}");
                lines.add("{\"sweep\":true}");
                sweeps++;
            }
            return lines;
        }

        private void happens(List<String> lines, String line) {
            lines.add(line.replace('\'', '"'));
            events++;
        }

        private Around counting() {
            return new Around() {
                @Override
                public <T> T port(Class<T> port, T real) {
                    return PORTS.contains(port) ? port.cast(counted(port, real)) : real;
                }
            };
        }

        private Object counted(Class<?> port, Object real) {
            return Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                calls.merge(port.getSimpleName() + "." + method.getName(), 1, Integer::sum);
                try {
                    return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        }
    }

    private static final Player.Watcher NOBODY = new Player.Watcher() {
        @Override
        public void line(Line line) {}

        @Override
        public void worked() {}
    };
}
