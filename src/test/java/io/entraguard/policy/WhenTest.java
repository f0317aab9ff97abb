package io.entraguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tags;
import io.entraguard.testing.ClusterDocument;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhenTest {
    private static final ClusterRef CLUSTER =
            ClusterDocument.plain("c-1").snapshot().ref(); // subscription …0001, resource group rg-1
    private static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";

    private static boolean matches(When when, Tags tags) {
        return when.mismatch(CLUSTER, tags).isEmpty();
    }

    private static When tagged(String name, String... values) {
        return new When(Map.of(name, List.of(values)), List.of(), List.of());
    }

    @Test
    void nothing_given_matches_every_cluster() {
        assertThat(matches(When.ALWAYS, Tags.NONE)).isTrue();
    }

    @Test
    void an_empty_list_is_a_part_not_given() {
        assertThat(matches(tagged("env"), Tags.NONE)).isTrue();
        assertThat(matches(new When(Map.of(), List.of(), List.of()), Tags.NONE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"env, prod, true", "ENV, prod, true", "env, Prod, false", "env, production, false", "stage, prod, false"
    })
    void tag_names_are_compared_without_case_and_values_exactly(String name, String value, boolean matches) {
        assertThat(matches(tagged("Env", "prod", "live"), Tags.of(Map.of(name, value))))
                .isEqualTo(matches);
    }

    @Test
    void tag_values_may_use_a_star() {
        assertThat(matches(tagged("env", "prod*"), Tags.of(Map.of("env", "prod-eu"))))
                .isTrue();
        assertThat(matches(tagged("env", "*"), Tags.of(Map.of("env", "")))).isTrue();
        assertThat(matches(tagged("env", "*"), Tags.NONE))
                .as("a tag that is not there")
                .isFalse();
    }

    @Test
    void every_tag_that_is_given_must_match() {
        var when = new When(Map.of("env", List.of("prod"), "team", List.of("a")), List.of(), List.of());
        assertThat(matches(when, Tags.of(Map.of("env", "prod", "team", "a")))).isTrue();
        assertThat(matches(when, Tags.of(Map.of("env", "prod", "team", "b")))).isFalse();
        assertThat(matches(when, Tags.of(Map.of("env", "prod")))).isFalse();
    }

    @Test
    void subscriptions_are_compared_whole_and_without_case() {
        assertThat(matches(
                        new When(Map.of(), List.of("other", SUBSCRIPTION.toUpperCase(Locale.ROOT)), List.of()),
                        Tags.NONE))
                .isTrue();
        assertThat(matches(new When(Map.of(), List.of(SUBSCRIPTION + "2"), List.of()), Tags.NONE))
                .isFalse();
        assertThat(matches(new When(Map.of(), List.of("*"), List.of()), Tags.NONE))
                .as("no star here")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"rg-1, true", "RG-1, true", "rg-*, true", "*, true", "rg, false", "rg-2*, false"})
    void resource_groups_are_compared_without_case_and_may_use_a_star(String pattern, boolean matches) {
        assertThat(matches(new When(Map.of(), List.of(), List.of(pattern)), Tags.NONE))
                .isEqualTo(matches);
    }

    @Test
    void every_part_that_is_given_must_match() {
        Tags prod = Tags.of(Map.of("env", "prod"));
        Map<String, List<String>> env = Map.of("env", List.of("prod"));
        assertThat(matches(new When(env, List.of(SUBSCRIPTION), List.of("rg-1")), prod))
                .isTrue();
        assertThat(matches(new When(env, List.of("other"), List.of("rg-1")), prod))
                .isFalse();
        assertThat(matches(new When(env, List.of(SUBSCRIPTION), List.of("rg-2")), prod))
                .isFalse();
        assertThat(matches(new When(env, List.of(SUBSCRIPTION), List.of("rg-1")), Tags.NONE))
                .isFalse();
    }

    @Test
    void what_does_not_match_is_said_in_words() {
        assertThat(tagged("env", "prod").mismatch(CLUSTER, Tags.of(Map.of("env", "dev"))))
                .contains("tag env is 'dev', not one of [prod]");
        assertThat(tagged("env", "prod").mismatch(CLUSTER, Tags.NONE))
                .contains("tag env is not there, not one of [prod]");
        assertThat(new When(Map.of(), List.of("s"), List.of()).mismatch(CLUSTER, Tags.NONE))
                .contains("subscription " + SUBSCRIPTION + " is not listed");
        assertThat(new When(Map.of(), List.of(), List.of("rg-2")).mismatch(CLUSTER, Tags.NONE))
                .contains("resource group rg-1 is not one of [rg-2]");
    }
}
