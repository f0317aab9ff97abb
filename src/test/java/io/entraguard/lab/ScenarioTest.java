package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.entraguard.lab.world.timeline.Line;
import io.entraguard.policy.GuardMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plays every folder under {@code src/test/resources/scenarios} against the program, in this JVM, and compares what
 * happened with the folder's {@code expected.txt}; what holds in every run is checked by {@link Invariants}.
 *
 * <p>A folder holds {@code fleet.json}, {@code timeline.jsonl} and {@code expected.txt}, and may hold {@code policy.yaml},
 * {@code directory.json}, the files that its timeline's {@code policy} lines name, {@code guard-mode.txt} (the value of
 * {@code GUARD_MODE}, else {@code enforce}) and {@code poison.txt} (how many messages end in the poison queue, else none).
 * Any other file is an error.
 *
 * <p>After a change that is meant, {@code ./mvnw -Dtest=ScenarioTest -Dscenario.update=true test} rewrites every
 * {@code expected.txt}: read the difference before it is committed. {@code -Dscenario.only=WORD} plays only the folders
 * whose name holds the word.
 */
class ScenarioTest {
    private static final Path FOLDERS = Path.of("src", "test", "resources", "scenarios");
    private static final AtomicLong NANOS = new AtomicLong();
    private static final AtomicLong PLAYED = new AtomicLong();

    @TempDir
    static Path outputs;

    @TestFactory
    Stream<DynamicTest> what_happens_is_what_was_expected() throws IOException {
        String only = System.getProperty("scenario.only", "");
        List<Path> folders;
        try (Stream<Path> list = Files.list(FOLDERS)) {
            folders =
                    list.filter(folder -> name(folder).contains(only)).sorted().toList();
        }
        assertThat(folders).isNotEmpty();
        return folders.stream().map(folder -> DynamicTest.dynamicTest(name(folder), () -> play(folder)));
    }

    private static void play(Path folder) throws IOException {
        long begin = System.nanoTime();
        Played played = Played.of(folder, mode(folder), outputs.resolve(name(folder)));
        String account = Account.of(played);
        NANOS.addAndGet(System.nanoTime() - begin);
        PLAYED.incrementAndGet();
        compare(folder.resolve("expected.txt"), account);
        everyFileIsKnown(folder, played);
        Invariants.check(played);
        LedgerFigures.check(played);
        assertThat(played.poison()).as("the poison queue").hasSize(poison(folder));
    }

    private static void compare(Path expected, String account) throws IOException {
        if (Boolean.getBoolean("scenario.update")) {
            Files.writeString(expected, account);
        } else if (Files.exists(expected)) {
            assertThat(account).as(expected.toString()).isEqualTo(Files.readString(expected));
        } else {
            fail(expected + " is missing; run once with -Dscenario.update=true and read what it says");
        }
    }

    private static void everyFileIsKnown(Path folder, Played played) throws IOException {
        var known = new HashSet<>(Set.of(
                "fleet.json",
                "timeline.jsonl",
                "expected.txt",
                "policy.yaml",
                "directory.json",
                "guard-mode.txt",
                "poison.txt"));
        played.scenario().timeline().stream()
                .filter(Line.Policy.class::isInstance)
                .map(line -> ((Line.Policy) line).file())
                .forEach(known::add);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> !file.equals(folder)).map(file -> String.valueOf(folder.relativize(file))))
                    .as("files of the scenario %s that nothing reads", name(folder))
                    .isSubsetOf(known);
        }
    }

    private static GuardMode mode(Path folder) throws IOException {
        return GuardMode.valueOf(
                word(folder.resolve("guard-mode.txt"), "enforce").toUpperCase(Locale.ROOT));
    }

    private static int poison(Path folder) throws IOException {
        return Integer.parseInt(word(folder.resolve("poison.txt"), "0"));
    }

    private static String word(Path file, String otherwise) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : otherwise;
    }

    private static String name(Path path) {
        return String.valueOf(path.getNameCount() == 0 ? path : path.getFileName());
    }

    @AfterAll
    static void tell_how_long_it_took() {
        System.out.printf(
                Locale.ROOT,
                "ScenarioTest: %d scenarios played in %.1f s%n",
                PLAYED.get(),
                Duration.ofNanos(NANOS.get()).toMillis() / 1000.0);
    }
}
