package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.cli.Shell.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyVerbTest {
    @TempDir
    Path folder;

    @Test
    void a_valid_policy_is_exit_code_0_and_its_warnings_are_printed() {
        Ran example = Shell.guard("policy", "check", Shell.examplePolicy());
        Ran warned = new Shell()
                .input("apiVersion: entra-guard/v1\ndefaults: {mode: approve}\n")
                .run("policy", "check", "-");

        assertThat(example.code()).isZero();
        assertThat(example.err()).isEmpty();
        assertThat(example.out().lines()).containsExactly(Shell.examplePolicy() + ": valid, 2 rules");
        assertThat(warned.code()).isZero();
        assertThat(warned.out().lines())
                .containsExactly(
                        "standard input: warning: defaults: mode approve names no approvers: nobody can say yes",
                        "standard input: valid, 0 rules, 1 warning");
    }

    @Test
    void an_invalid_policy_is_exit_code_1_and_every_error_is_a_line() throws IOException {
        Path policy = folder.resolve("p.yaml");
        Files.writeString(
                policy, "apiVersion: entra-guard/v1\ndefaults:\n  mode: autoo\nrules:\n  - name: a\n    wen: {}\n");

        Ran ran = Shell.guard("policy", "check", policy.toString());

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines()).hasSize(2);
        assertThat(ran.out())
                .contains(
                        policy + ":3:9: defaults.mode: 'autoo' is not one of off, audit, ticket, approve, auto;"
                                + " did you mean 'auto'?",
                        policy
                                + ":6:5: rules[0].wen: unknown key 'wen'; did you mean 'when'? Allowed here: name, when,");
    }

    @Test
    void a_policy_may_come_by_standard_input() {
        Ran ran = new Shell().input("apiVersion: entra-guard/v1\n").run("policy", "check", "-");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualToIgnoringNewLines("standard input: valid, 0 rules");
    }

    @Test
    void a_file_that_is_no_policy_at_all_is_not_valid_and_one_that_is_missing_is_unusable() {
        Ran empty = new Shell().input("").run("policy", "check", "-");
        Ran missing = Shell.guard("policy", "check", folder.resolve("none.yaml").toString());

        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.out()).startsWith("standard input: the file is empty");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err().lines()).singleElement().asString().contains("there is no such file");
    }
}
