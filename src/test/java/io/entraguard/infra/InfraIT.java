package io.entraguard.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Bicep files parse, every name in them means something, and they say what the code says. There is no Bicep compiler
 * here and no Azure: whether Azure takes them is not known.
 */
class InfraIT {
    private static final Path INFRA = Path.of("infra");

    /** What the check says of each broken copy, by the copy's number. */
    private static final List<List<String>> SAID = new ArrayList<>();

    static List<BrokenInfra> broken() {
        return BrokenInfra.all();
    }

    @BeforeAll
    static void all_broken_copies_are_checked_at_once(@TempDir Path copies) throws IOException {
        List<BrokenInfra> broken = broken();
        var folders = new ArrayList<Path>();
        for (BrokenInfra one : broken) {
            Path copy = copies.resolve("copy-" + folders.size());
            copy(INFRA, copy);
            Path file = copy.resolve(one.file());
            String text = Files.readString(file);
            assertThat(text).as(one.file()).contains(one.is());
            int at = text.indexOf(one.is());
            Files.writeString(
                    file,
                    text.substring(0, at)
                            + one.becomes()
                            + text.substring(at + one.is().length()));
            folders.add(copy);
        }
        List<String> said = check(folders).lines();
        IntStream.range(0, broken.size())
                .mapToObj(i -> "copy-" + i + "/")
                .forEach(copy -> SAID.add(said.stream()
                        .filter(line -> line.startsWith(copy))
                        .map(line -> line.substring(copy.length()))
                        .toList()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static Shell.Result check(List<Path> folders) throws IOException {
        var command = new ArrayList<>(List.of(
                "node",
                "src/test/infra/check.mjs",
                System.getProperty("npm.directory"),
                ".",
                System.getProperty("staging.directory")));
        folders.forEach(folder -> command.add(folder.toString()));
        return Shell.run(command, Map.of());
    }

    @Test
    void every_name_means_something_and_deployment_and_code_agree() throws IOException {
        Shell.Result checked = check(List.of(INFRA));

        assertThat(checked.lines()).isEmpty();
        assertThat(checked.errors()).isEmpty();
        assertThat(checked.exit()).isZero();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_mistake_is_found(BrokenInfra mistake) {
        assertThat(SAID.get(broken().indexOf(mistake)))
                .extracting(line -> line.replaceFirst(":\\d+: ", ": "))
                .anyMatch(line -> line.startsWith(mistake.said()));
    }

    @Test
    void a_fault_names_its_line() throws IOException {
        BrokenInfra mistake = broken().get(1);
        String text = Files.readString(INFRA.resolve(mistake.file()));
        long line = text.substring(0, text.indexOf(mistake.is())).lines().count();

        assertThat(SAID.get(1)).containsExactly(mistake.said().replaceFirst(": ", ":" + line + ": "));
    }

    @Test
    void a_folder_without_bicep_is_no_success(@TempDir Path empty) throws IOException {
        Shell.Result checked = check(List.of(empty));

        assertThat(checked.exit()).isOne();
        assertThat(checked.lines()).singleElement().asString().endsWith("holds no Bicep file");
    }
}
