package io.entraguard.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One figure of a benchmark, as a line of its output says it.
 *
 * @param bench what was measured; one word that stays the same from release to release
 * @param value empty where it could not be measured here
 * @param unit of the value
 * @param about on what it was measured and whatever else the line says, in its order
 */
public record Figure(String bench, OptionalDouble value, String unit, Map<String, Object> about) {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final ObjectReader LINE = JSON.readerFor(
                    new TypeReference<LinkedHashMap<String, @Nullable Object>>() {})
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** What a line says of the best of its iterations. */
    public static final String BEST = "best";

    /** A unit's place where there was nothing to measure. */
    private static final String UNAVAILABLE = "unavailable";

    public Figure {
        about = new LinkedHashMap<>(about);
    }

    /** A figure of this JVM, or of one of the same kind with that heap. */
    public static Figure of(String bench, double value, String unit, String heap) {
        return new Figure(bench, OptionalDouble.of(rounded(value)), unit, Map.of()).on(heap);
    }

    /** What could not be measured, and why. */
    public static Figure unavailable(String bench, String why, String heap) {
        return new Figure(bench, OptionalDouble.empty(), UNAVAILABLE, Map.of())
                .on(heap)
                .with("why", why);
    }

    private Figure on(String heap) {
        return with("jdk", Runtime.version().toString())
                .with("cores", Runtime.getRuntime().availableProcessors())
                .with("heap", heap);
    }

    /** The same with one thing more said about it. */
    public Figure with(String name, Object said) {
        var more = new LinkedHashMap<>(about);
        more.put(name, said);
        return new Figure(bench, value, unit, more);
    }

    /** To four digits and a decimal, which is more than any of them is good for. */
    static double rounded(double value) {
        double scale = Math.pow(10, Math.max(0, 3 - Math.floor(Math.log10(Math.max(1e-6, Math.abs(value))))));
        return Math.round(value * scale) / scale;
    }

    /** The figures of an output; lines that hold no JSON object are passed over, since build tools may add words. */
    public static List<Figure> readAll(List<String> lines) {
        var figures = new ArrayList<Figure>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("{")) {
                figures.add(read(lines.get(i), i + 1));
            }
        }
        return figures;
    }

    private static Figure read(String line, int number) {
        try {
            Map<String, @Nullable Object> said = LINE.readValue(line);
            if (said.remove("bench") instanceof String bench && said.remove("unit") instanceof String unit) {
                OptionalDouble value = said.remove("value") instanceof Number measured
                        ? OptionalDouble.of(measured.doubleValue())
                        : OptionalDouble.empty();
                var about = new LinkedHashMap<String, Object>();
                said.forEach((name, known) -> {
                    if (known != null) {
                        about.put(name, known);
                    }
                });
                return new Figure(bench, value, unit, about);
            }
            throw new IllegalArgumentException("line " + number + " has no bench and unit");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("line " + number + " is not a JSON object", e);
        }
    }

    /** The figure as one line of JSON. */
    public String line() {
        var said = new LinkedHashMap<String, @Nullable Object>();
        said.put("bench", bench);
        said.put("value", value.isPresent() ? value.getAsDouble() : null);
        said.put("unit", unit);
        said.putAll(about);
        try {
            return JSON.writeValueAsString(said);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a figure is always JSON", e);
        }
    }
}
