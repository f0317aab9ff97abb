package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.cli.Guard;
import io.entraguard.cli.Surroundings;
import io.entraguard.policy.GuardMode;
import io.entraguard.reconcile.ledger.LedgerAnchors;
import io.entraguard.reconcile.ledger.LedgerCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger as a run of the program leaves it, two months long, is changed in every way; a check of it finds each. */
class LedgerProofTest {
    private static final Path SCENARIO =
            Path.of("src", "test", "resources", "scenarios", "sweep-alerts-on-what-no-event-announced");

    /** Two more sweeps, on two days of the next month: the later one anchors what the earlier one wrote. */
    private static final String NEXT_MONTH = """
            {"advance": "P28D"}
            {"sweep": true}
            {"advance": "P1D"}
            {"sweep": true}
            {"settle": "PT1H"}
            """;

    @TempDir
    static Path home;

    private static Path ledger = Path.of("ledger");
    private static Path siem = Path.of("audit.jsonl");
    private static final SortedMap<String, byte[]> FILES = new TreeMap<>();

    /** What {@code guard audit verify} said. */
    private record Verified(int code, String out) {
        boolean broken() {
            return code == 1;
        }
    }

    @BeforeAll
    static void play() throws IOException {
        Path scenario = Files.createDirectory(home.resolve("scenario"));
        for (String file : List.of("fleet.json", "policy.yaml")) {
            Files.copy(SCENARIO.resolve(file), scenario.resolve(file));
        }
        String onlyOne = Files.readAllLines(SCENARIO.resolve("timeline.jsonl")).stream()
                .filter(line -> !line.contains("aks-late-prod")) // every byte is a check of its own: one chain will do
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        Files.writeString(scenario.resolve("timeline.jsonl"), onlyOne + NEXT_MONTH);
        Played played = Played.of(scenario, GuardMode.ENFORCE, home.resolve("out"));
        ledger = played.out().resolve("ledger");
        siem = played.out().resolve("audit.jsonl");
        try (Stream<Path> walk = Files.walk(ledger)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                FILES.put(ledger.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        assertThat(FILES.keySet())
                .filteredOn(name -> name.startsWith("guard/"))
                .containsExactly("guard/2026-01.jsonl", "guard/2026-02.jsonl");
        assertThat(FILES).hasSizeGreaterThanOrEqualTo(3);
    }

    private static Verified verify(String... more) {
        var arguments = new ArrayList<>(List.of("audit", "verify", ledger.toString()));
        arguments.addAll(List.of(more));
        var out = new StringWriter();
        int code = Guard.run(
                new Surroundings(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintWriter(out),
                        new PrintWriter(new StringWriter()),
                        Map.of(),
                        Clock.systemUTC(),
                        false),
                arguments.toArray(String[]::new));
        return new Verified(code, out.toString());
    }

    /** Held against what the SIEM kept too. */
    private static Verified verifyAnchored() {
        return verify("--anchors", siem.toString());
    }

    private static byte[] bytes(String file) {
        return FILES.getOrDefault(file, new byte[0]);
    }

    private static void write(String file, byte[] bytes) throws IOException {
        Files.write(ledger.resolve(file), bytes);
    }

    private static void restore(String file) throws IOException {
        write(file, bytes(file));
    }

    private static List<String> lines(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line + "\n")
                .toList();
    }

    private static void write(String file, List<String> lines) throws IOException {
        write(file, String.join("", lines).getBytes(StandardCharsets.UTF_8));
    }

    private static String chain(String file) {
        return file.substring(0, file.indexOf('/') + 1);
    }

    @Test
    void as_it_was_left_it_is_intact_and_the_siem_bears_it_out() {
        assertThat(verify().out()).startsWith(ledger + ": intact, ").contains(" checked");
        assertThat(verifyAnchored().out()).startsWith(ledger + ": intact, ");
    }

    @Test
    void every_single_byte_of_every_file_is_flipped_and_each_is_found() {
        var random = new Random(20260105);
        FILES.forEach((file, bytes) -> {
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) (1 + random.nextInt(255));
                assertThat(check(file, changed))
                        .as("byte %d of %s as %d", i, file, changed[i])
                        .isInstanceOfSatisfying(
                                LedgerCheck.Result.Broken.class,
                                broken -> assertThat(broken.faults())
                                        .extracting(LedgerCheck.Fault::file)
                                        .contains(file));
            }
        });
    }

    /**
     * Checks the one chain, of which one file is as given: the others have no part in what is found of it. The guard's own
     * misses them, since its anchors tell of them, so it counts which file is named.
     */
    private static LedgerCheck.Result check(String changedFile, byte[] changed) {
        var sources = new TreeMap<String, LedgerCheck.Source>();
        FILES.forEach((file, bytes) -> {
            if (file.startsWith(chain(changedFile))) {
                sources.put(file, () -> new ByteArrayInputStream(file.equals(changedFile) ? changed : bytes));
            }
        });
        return LedgerCheck.of(sources, LedgerAnchors.NONE);
    }

    @Test
    void the_verb_finds_each_of_five_hundred_flipped_bytes_of_the_seed_20260106() throws IOException {
        var random = new Random(20260106);
        List<String> files = List.copyOf(FILES.keySet());
        for (int i = 0; i < 500; i++) {
            String file = files.get(random.nextInt(files.size()));
            byte[] changed = bytes(file).clone();
            int at = random.nextInt(changed.length);
            changed[at] ^= (byte) (1 + random.nextInt(255));
            write(file, changed);
            Verified found = verify();
            assertThat(found.broken())
                    .as("byte %d of %s as %d", at, file, changed[at])
                    .isTrue();
            assertThat(found.out()).contains(file + ":");
            restore(file);
        }
        assertThat(verify().broken()).isFalse();
    }

    @Test
    void any_line_that_is_doubled_or_swapped_with_its_neighbour_is_found() throws IOException {
        for (String file : FILES.keySet()) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                var doubled = new ArrayList<>(lines);
                doubled.add(i, lines.get(i));
                write(file, doubled);
                assertThat(verify().out()).contains(file + ":" + (i + 2) + ": ");
                if (i > 0) {
                    var swapped = new ArrayList<>(lines);
                    Collections.swap(swapped, i - 1, i);
                    write(file, swapped);
                    assertThat(verify().out()).contains(file + ":" + i + ": ");
                }
            }
            restore(file);
        }
    }

    @Test
    void any_line_that_is_taken_out_is_missed_but_for_the_last_anchor_itself() throws IOException {
        var unnoticed = new ArrayList<String>();
        for (String file : FILES.keySet()) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                var without = new ArrayList<>(lines);
                without.remove(i);
                write(file, without);
                if (!verifyAnchored().broken()) {
                    unnoticed.add(lines.get(i));
                }
            }
            restore(file);
        }
        assertThat(unnoticed).singleElement().asString().contains("audit.chain.anchored");
        assertThat(lines(FILES.lastKey()).get(lines(FILES.lastKey()).size() - 1))
                .as("which the next day's anchor tells of")
                .isEqualTo(unnoticed.get(0));
    }

    @Test
    void any_number_of_lines_taken_off_the_end_of_a_clusters_chain_is_missed() throws IOException {
        for (String file : FILES.keySet()) {
            List<String> lines = lines(file);
            for (int left = 1; left < lines.size() && !file.startsWith("guard/"); left++) {
                write(file, lines.subList(0, left));
                assertThat(verify().out())
                        .as("held against the ledger's own anchors")
                        .contains(file + ": ends with record ");
            }
            restore(file);
        }
    }

    @Test
    void any_file_that_is_taken_away_is_missed_by_what_the_siem_kept() throws IOException {
        for (String file : FILES.keySet()) {
            Files.delete(ledger.resolve(file));
            Verified found = verifyAnchored();
            restore(file);
            assertThat(found.broken()).as(file).isTrue();
            assertThat(found.out()).contains(chain(file));
        }
    }
}
