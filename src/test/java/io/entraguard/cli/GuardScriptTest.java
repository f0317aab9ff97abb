package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in a project of its own, whose mvnw and java only say that they were called. */
class GuardScriptTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Path root;
    private Path elsewhere;

    /** What a run left behind. */
    record Ran(int code, String out, String err) {}

    @BeforeEach
    void project() throws IOException {
        root = Files.createDirectories(folder.resolve("a project"));
        elsewhere = Files.createDirectories(folder.resolve("else where"));
        program(root.resolve("guard"), Files.readString(Path.of("guard")));
        program(root.resolve("mvnw"), """
                #!/usr/bin/env bash
                echo "build $*"
                mkdir -p target/classes && printf 'a.jar:b.jar' > target/guard.classpath
                [ ! -f broken ]
                """);
        program(folder.resolve("jdk/bin/java"), """
                #!/usr/bin/env bash
                echo "in $PWD"
                printf '%s\\n' "$@"
                exit 7
                """);
        old(Files.writeString(root.resolve("pom.xml"), ""));
        Path source = Files.createDirectories(root.resolve("src/main/java"));
        old(Files.writeString(source.resolve("A.java"), ""));
        old(source);
        old(root.resolve("src/main"));
    }

    @Test
    void where_there_is_no_build_it_builds_and_says_so_on_standard_error_only() {
        Ran ran = guard("version");

        assertThat(ran.err()).isEqualToIgnoringNewLines("build -q -DskipTests process-classes");
        assertThat(ran.out()).doesNotContain("build");
        assertThat(root.resolve("target/guard.stamp")).exists();
    }

    @Test
    void a_build_that_is_newer_than_every_source_is_taken_as_it_is() {
        guard("version");

        assertThat(guard("version").err()).isEmpty();
    }

    @Test
    void a_newer_source_or_pom_is_built_again() throws IOException {
        for (String changed : List.of("pom.xml", "src/main/java/A.java")) {
            guard("version");
            later(root.resolve(changed));
            assertThat(guard("version").err()).as(changed).contains("build");
            old(root.resolve(changed));
        }
    }

    @Test
    void a_build_that_was_cleaned_away_is_made_again() throws IOException {
        guard("version");
        Files.delete(root.resolve("target/guard.classpath"));

        assertThat(guard("version").err()).contains("build");
    }

    @Test
    void a_build_that_fails_is_no_build() throws IOException {
        Files.writeString(root.resolve("broken"), "");

        Ran first = guard("version");
        Ran second = guard("version");

        assertThat(first.code()).isEqualTo(2);
        assertThat(first.out()).isEmpty();
        assertThat(second.err()).contains("build");
    }

    @Test
    void arguments_exit_code_and_working_directory_are_the_callers() throws IOException {
        Ran ran = guard("evaluate", "a file.json", "-", "");

        assertThat(ran.code()).isEqualTo(7);
        assertThat(ran.out().lines())
                .startsWith("in " + elsewhere.toRealPath())
                .contains("-Dguard.terminal=false", root.toRealPath() + "/target/classes:a.jar:b.jar")
                .endsWith("io.entraguard.cli.Guard", "evaluate", "a file.json", "-", "");
    }

    @Test
    void it_may_be_called_by_a_link() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("guard-link"), root.resolve("guard"));

        assertThat(run(link, "version").out()).contains(root.toRealPath() + "/target/classes");
    }

    private Ran guard(String... arguments) {
        return run(root.resolve("guard"), arguments);
    }

    private Ran run(Path program, String... arguments) {
        try {
            var command = new ArrayList<>(List.of(program.toString()));
            command.addAll(List.of(arguments));
            var builder = new ProcessBuilder(command).directory(elsewhere.toFile());
            builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
            Path out = folder.resolve("out");
            Path err = folder.resolve("err");
            int code = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            return new Ran(code, Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void program(Path path, String text) throws IOException {
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(path, text);
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }

    private static void old(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(LONG_AGO));
    }

    private static void later(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().plusSeconds(60)));
    }
}
