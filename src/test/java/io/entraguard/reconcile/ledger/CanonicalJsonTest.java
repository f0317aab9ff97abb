package io.entraguard.reconcile.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
    @Test
    void properties_are_sorted_by_utf_16_code_units() {
        // the sample of RFC 8785 section 3.2.3; its last two are in the other order by code points
        var tree = new LinkedHashMap<String, Object>();
        List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6")
                .forEach(name -> tree.put(name, 1));
        assertThat(CanonicalJson.write(tree))
                .isEqualTo(
                        "{\"\\r\":1,\"1\":1,\"\u0080\":1,\"\u00f6\":1,\"\u20ac\":1,\"\ud83d\ude00\":1,\"\ufb33\":1}");
    }

    @Test
    void strings_are_escaped_as_the_rfc_says_and_no_further() {
        assertThat(CanonicalJson.write("\u20ac$\u000f\nA'B\"\\\"/\b\t\f\r\u007f\u2028<"))
                .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\"/\\b\\t\\f\\r\u007f\u2028<\"");
    }

    @Test
    void literals_and_nesting_have_no_white_space() {
        assertThat(CanonicalJson.write(Arrays.asList(null, true, false, Map.of(), List.of(), Map.of("a", List.of(1)))))
                .isEqualTo("[null,true,false,{},[],{\"a\":[1]}]");
    }

    @Test
    void integers_of_every_java_type_are_spelled_alike() {
        assertThat(CanonicalJson.write(List.of(
                        7, 7L, (short) 7, BigInteger.valueOf(7), new BigDecimal("7.00"), new BigDecimal("0.7E1"), 7.0)))
                .isEqualTo("[7,7,7,7,7,7,7]");
        assertThat(CanonicalJson.write(List.of(0, -0.0, -9007199254740991L, 9007199254740991L)))
                .isEqualTo("[0,0,-9007199254740991,9007199254740991]");
    }

    @Test
    void what_has_no_spelling_of_its_own_is_refused() {
        Object[] refused = {
            9007199254740992L,
            new BigInteger("-9007199254740993"),
            0.5,
            new BigDecimal("1e-3"),
            new BigDecimal("1e999999999"),
            Double.NaN,
            Double.POSITIVE_INFINITY,
            'x',
            Map.of(1, 2),
            new int[0]
        };
        for (Object value : refused) {
            assertThatIllegalArgumentException().as(value.toString()).isThrownBy(() -> CanonicalJson.write(value));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "\ud800x", "\ud800\ud800\udc00", "x\udc00\ud800"})
    void half_a_character_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(text));
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(Map.of(text, 1)));
    }
}
