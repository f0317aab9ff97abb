package io.entraguard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TagsTest {
    @Test
    void names_are_found_in_any_case_and_values_are_exact() {
        Tags tags = Tags.of(Map.of("Env", "Prod"));
        assertThat(tags.value("env")).contains("Prod");
        assertThat(tags.value("ENV")).contains("Prod");
        assertThat(tags.value("environment")).isEmpty();
    }

    @Test
    void a_tag_is_blank_where_it_is_missing_or_says_nothing() {
        Tags tags = Tags.of(Map.of("owner", " \t", "team", "a", "empty", ""));
        assertThat(tags.blank("owner")).isTrue();
        assertThat(tags.blank("empty")).isTrue();
        assertThat(tags.blank("absent")).isTrue();
        assertThat(tags.blank("team")).isFalse();
    }

    @Test
    void laid_over_others_the_upper_value_stands() {
        Tags own = Tags.of(Map.of("Env", "dev", "owner", ""));
        Tags below = Tags.of(Map.of("env", "prod", "OWNER", "a", "cost", "1"));
        assertThat(own.over(below)).isEqualTo(Tags.of(Map.of("env", "dev", "owner", "", "cost", "1")));
        assertThat(own.over(Tags.NONE)).isEqualTo(own);
        assertThat(Tags.NONE.over(below)).isEqualTo(below);
    }

    @Test
    void tags_are_sorted_by_name_without_regard_to_case() {
        var given = new LinkedHashMap<String, String>();
        given.put("b", "2");
        given.put("C", "3");
        given.put("A", "1");
        assertThat(Tags.of(given).all()).containsExactly(Map.entry("A", "1"), Map.entry("b", "2"), Map.entry("C", "3"));
    }

    @Test
    void the_same_tags_are_equal_in_whatever_order_and_case_they_were_given() {
        assertThat(Tags.of(Map.of("a", "1", "B", "2")))
                .isEqualTo(Tags.of(Map.of("b", "2", "A", "1")))
                .isNotEqualTo(Tags.of(Map.of("a", "1", "B", "3")))
                .isNotEqualTo(Tags.NONE);
    }

    @Test
    void equal_tags_have_equal_hashes() {
        assertThat(Tags.of(Map.of("a", "1", "B", "2"))).hasSameHashCodeAs(Tags.of(Map.of("b", "2", "A", "1")));
    }

    @Test
    void no_tags_are_none() {
        assertThat(Tags.of(Map.of())).isSameAs(Tags.NONE).hasToString("{}");
    }

    @Test
    void tags_cannot_be_changed_from_outside() {
        var given = new LinkedHashMap<>(Map.of("a", "1"));
        Tags tags = Tags.of(given);
        given.put("b", "2");
        assertThat(tags.all()).hasSize(1);
        assertThatThrownBy(() -> tags.all().put("c", "3")).isInstanceOf(UnsupportedOperationException.class);
    }
}
