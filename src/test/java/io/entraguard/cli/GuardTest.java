package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.cli.Shell.Ran;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    @Test
    void help_lists_the_verbs_that_there_are_and_no_other() {
        Ran ran = Shell.guard("--help");

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains("Usage: guard", "evaluate", "plan", "sweep", "policy", "version", "Exit codes")
                .doesNotContain("verify");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evaluate", "plan", "sweep", "policy", "policy check", "ticket", "ticket preview", "version"})
    void every_verb_explains_itself(String verb) {
        Ran ran = Shell.guard((verb + " --help").split(" "));

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).startsWith("Usage: guard " + verb);
    }

    @Test
    void the_version_is_the_one_of_the_build() {
        Ran ran = Shell.guard("version");

        assertThat(ran.code()).isZero();
        assertThat(ran.out().strip()).matches("entra-guard [0-9]+\\.[0-9]+\\.[0-9]+.*");
        assertThat(Shell.guard("--version").out()).isEqualTo(ran.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                    | guard: a verb is missing; see 'guard --help'",
                "bogus                 | guard: unknown verb 'bogus'",
                "evalute x             | guard: unknown verb 'evalute'; did you mean 'evaluate'?",
                "sweep x               | guard sweep: unknown argument 'x'",
                "sweep --subscription  | Missing required parameter for option '--subscription'",
                "--bogus               | guard: unknown option '--bogus'",
                "evaluate              | guard evaluate: Missing required parameter: 'FILE'; see 'guard evaluate --help'",
                "evaluate --outptu x y | guard evaluate: unknown option '--outptu'; did you mean '--output'?",
                "evaluate --output xml x | 'xml' is not one of table, json",
                "evaluate --policy     | Missing required parameter for option '--policy'",
                "plan x                | guard plan: Missing required option: '--policy=POLICY'",
                "policy                | guard policy: a verb is missing; see 'guard policy --help'",
                "policy chek x         | guard policy: unknown verb 'chek'; did you mean 'check'?",
                "policy check          | Missing required parameter: 'POLICY'",
                "ticket                | guard ticket: a verb is missing; see 'guard ticket --help'",
                "ticket preview x      | guard ticket preview: Missing required option: '--policy=POLICY'",
                "ticket preview --policy p --format json x | 'json' is not one of adf, html, markdown, text",
                "version x             | guard version: unknown argument 'x'",
                "evaluate no-such-file | no-such-file: there is no such file",
                "evaluate @no-such-file | @no-such-file: there is no such file",
                "policy check no-such-file | no-such-file: there is no such file",
                "evaluate .            | .: this is a directory",
            })
    void unusable_arguments_are_one_line_on_standard_error(String line, String says) {
        Ran ran = Shell.guard(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).singleElement().asString().contains(says);
    }

    @Test
    void only_verbose_shows_a_stack_trace() {
        assertThat(Shell.guard("evaluate", "no-such-file").err()).doesNotContain("\tat ");
        assertThat(Shell.guard("evaluate", "--verbose", "no-such-file").err()).contains("\tat ");
        assertThat(Shell.guard("--verbose", "policy", "check", "no-such-file").err())
                .contains("\tat ");
    }

    @Test
    void a_name_with_control_characters_is_shown_by_their_codes() {
        assertThat(Shell.guard("evaluate", "a\u001b[31mb\u0000").err())
                .isEqualToIgnoringNewLines("a<U+001B>[31mb<U+0000>: there is no such file; check the path");
    }

    @Test
    void help_is_coloured_on_a_terminal_only() {
        assertThat(Shell.guard("--help").out()).doesNotContain("\u001b");
        assertThat(new Shell().onTerminal().run("--help").out()).contains("\u001b[");
        assertThat(new Shell().onTerminal().with("NO_COLOR", "1").run("--help").out())
                .doesNotContain("\u001b");
    }
}
