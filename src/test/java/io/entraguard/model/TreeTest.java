package io.entraguard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.Tree.Unreadable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TreeTest {
    @SuppressWarnings("NullAway") // a JSON tree holds null
    private static Map<String, Object> object(String name, @Nullable Object value) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        object.put(name, value);
        return object;
    }

    @Test
    void a_property_is_found_in_any_case_and_keeps_its_spelling() {
        assertThat(Tree.property(object("AadProfile", 1), "aadProfile")).contains(new Tree.Property("AadProfile", 1));
    }

    @Test
    void null_is_something_said_and_absent_is_not() {
        assertThat(Tree.property(object("a", null), "a")).contains(new Tree.Property("a", null));
        assertThat(Tree.property(object("a", null), "b")).isEmpty();
    }

    @Test
    void a_property_that_is_given_twice_is_not_trusted_and_both_spellings_are_named() {
        Map<String, Object> object = object("disableLocalAccounts", true);
        object.put("DisableLocalAccounts", false);
        assertThatThrownBy(() -> Tree.property(object, "disablelocalaccounts"))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("disableLocalAccounts")
                .hasMessageContaining("DisableLocalAccounts")
                .hasMessageContaining("twice");
    }

    @Test
    void only_an_object_is_an_object() {
        assertThat(Tree.object(Map.of())).isPresent();
        assertThat(Tree.object(List.of())).isEmpty();
        assertThat(Tree.object("{}")).isEmpty();
        assertThat(Tree.object(null)).isEmpty();
    }

    @Test
    void a_copy_shares_no_container_and_keeps_order_and_nulls() {
        var list = new ArrayList<@Nullable Object>(List.of(1));
        list.add(null);
        list.add(new ArrayList<>(List.of(object("deep", 1))));
        Map<String, Object> original = object("z", list);
        original.put("a", object("b", null));

        Map<String, Object> copy = Tree.copy(original);
        assertThat(copy).isEqualTo(original);
        assertThat(copy.keySet()).containsExactly("z", "a");

        list.clear();
        Tree.object(original.get("a")).orElseThrow().put("c", 1);
        assertThat(copy.toString()).isEqualTo("{z=[1, null, [{deep=1}]], a={b=null}}");
    }
}
