package io.entraguard.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static Figure figure(double value, String unit) {
        return new Figure("it", OptionalDouble.of(value), unit, Map.of());
    }

    private static Figure compared(double then, double now, String unit) {
        return new Comparison(List.of(figure(then, unit))).compared(figure(now, unit));
    }

    @Test
    void a_line_that_was_printed_is_read_as_what_it_says() {
        Figure figure = Figure.of("intake", 71234.5678, "ops/s", "256m").with("forks", 1);
        assertThat(figure.line()).startsWith("{\"bench\":\"intake\",\"value\":71235.0,\"unit\":\"ops/s\",\"jdk\":");
        assertThat(Figure.readAll(List.of("[INFO] words of a build", figure.line(), "")))
                .containsExactly(figure);
    }

    @Test
    void what_could_not_be_measured_is_said_and_compares_with_nothing() {
        Figure unavailable = Figure.unavailable("cds", "the dump ended with 134", "256m");
        assertThat(unavailable.line())
                .startsWith("{\"bench\":\"cds\",\"value\":null,\"unit\":\"unavailable\",\"jdk\":")
                .endsWith(",\"heap\":\"256m\",\"why\":\"the dump ended with 134\"}");
        List<Figure> read = Figure.readAll(List.of(unavailable.line()));
        assertThat(read).containsExactly(unavailable);
        assertThat(new Comparison(read).compared(unavailable)).isEqualTo(unavailable);
    }

    @Test
    void runs_on_something_else_are_named() {
        var comparison = new Comparison(List.of(Figure.of("it", 1, "ms", "512m")));
        comparison.compared(Figure.of("it", 1, "ms", "256m"));
        assertThat(comparison.unlike()).containsExactly("heap was 512m and is 256m");
    }

    @Test
    void a_line_that_is_no_figure_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Figure.readAll(List.of("", "{\"bench\":")))
                .withMessageContaining("line 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Figure.readAll(List.of("{\"value\":1}")))
                .withMessageContaining("line 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Figure.readAll(List.of("{\"bench\":\"a\",\"value\":1,\"unit\":\"s\"} {}")));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 76, ops/s, true",
        "100, 78, ops/s, false",
        "100, 300, clusters/s, false",
        "2, 1, ops/us, true",
        "100, 131, ms/op, true",
        "100, 129, ms/op, false",
        "100, 10, ms/op, false",
        "10, 14, s for 10000 clusters, true",
        "1, 3, calls/pass, true",
        "1, 1, calls for each sweep, false",
        "40, 60, MB, true",
        "8000, 4000, B/op, false",
        "2000, 2700, classes, true"
    })
    void a_rate_may_not_fall_and_a_cost_may_not_grow_by_30_percent(
            double then, double now, String unit, boolean worse) {
        Figure compared = compared(then, now, unit);
        assertThat(compared.about())
                .containsEntry("baseline", then)
                .containsEntry("ratio", Figure.rounded(now / then))
                .containsEntry("worse", worse);
    }

    @Test
    void of_a_unit_that_nobody_knows_only_the_ratio_is_said() {
        assertThat(compared(2, 6, "bananas").about())
                .containsEntry("ratio", 3.0)
                .doesNotContainKey("worse");
    }

    @Test
    void nothing_is_compared_that_was_measured_in_another_unit_or_not_at_all() {
        var comparison =
                new Comparison(List.of(figure(1, "s"), new Figure("gone", OptionalDouble.of(1), "s", Map.of())));
        assertThat(comparison.compared(figure(900, "ms"))).isEqualTo(figure(900, "ms"));
        Figure fresh = new Figure("new", OptionalDouble.of(1), "s", Map.of());
        assertThat(comparison.compared(fresh)).isEqualTo(fresh);
        assertThat(comparison.missing()).containsExactly("gone");
        assertThat(comparison.worse()).isEmpty();
    }

    @Test
    void a_cost_that_was_nothing_cannot_be_divided_by() {
        assertThat(compared(0, 0, "calls/pass").about()).containsEntry("ratio", 1.0);
        assertThat(compared(0, 5, "calls/pass").about()).doesNotContainKey("ratio");
    }

    @Test
    void what_is_worse_is_known_by_name_at_the_end() {
        var comparison = new Comparison(List.of(figure(1, "s")));
        comparison.compared(figure(2, "s"));
        assertThat(comparison.worse()).containsExactly("it");
    }
}
