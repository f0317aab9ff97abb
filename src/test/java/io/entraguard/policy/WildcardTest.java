package io.entraguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WildcardTest {
    @ParameterizedTest
    @CsvSource({
        "prod, prod, true",
        "prod, prod1, false",
        "prod, aprod, false",
        "prod, Prod, false",
        "prod*, prod, true",
        "prod*, production, true",
        "*prod, preprod, true",
        "*prod*, a-prod-b, true",
        "p*d, pd, true",
        "p*d, prodx, false",
        "p**d, prod, true",
        "a*b*c, a1b2c, true",
        "a*b*c, a1c2b, false",
        "a*a, a, false",
        "*ab, aab, true",
        "*aab, aaab, true",
        "'*', '', true",
        "'*', anything, true",
        "'', '', true",
        "'', a, false",
        "a, '', false",
        "a.c, abc, false",
        "[a-z], b, false",
        "?, a, false",
    })
    void a_star_stands_for_any_run_of_characters_and_nothing_else_does(String pattern, String text, boolean matches) {
        assertThat(Wildcard.matches(pattern, text)).isEqualTo(matches);
    }

    @Test
    void patterns_that_make_a_backtracking_matcher_hang_are_answered_at_once() {
        String text = "a".repeat(20_000);
        assertThat(Wildcard.matches("*a".repeat(1_000) + "b", text)).isFalse();
        assertThat(Wildcard.matches("a*".repeat(1_000), text)).isTrue();
        assertThat(Wildcard.matches("*".repeat(100_000) + "b", text)).isFalse();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void it_agrees_with_a_regular_expression(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = word(random, "ab*", 6);
            String text = word(random, "ab", 8);
            boolean expected = Pattern.matches(pattern.replace("*", ".*"), text);
            assertThat(Wildcard.matches(pattern, text))
                    .as("%s on %s", pattern, text)
                    .isEqualTo(expected);
        }
    }

    private static String word(Random random, String letters, int longest) {
        var word = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }
}
