package io.entraguard.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An earlier run beside this one: says of each figure how many times the earlier value it is, and whether that is worse
 * by more than noise. Not thread-safe.
 */
public final class Comparison {
    /** What costs so many times what it cost is worse; a rate is a cost turned over. */
    static final double WORSE = 1.3;

    /** Things in a time: more is better. */
    private static final Pattern RATE = Pattern.compile("\\w+/(s|ms|us|ns)\\b.*");

    /** Time, room, calls and how often another's cost, for whatever: less is better. */
    private static final Pattern COST =
            Pattern.compile("(s|ms|us|ns|B|KB|MB|calls|classes|jars|times)(/\\w+| for .*)?");

    /** What must be the same for two figures to say anything about the program. */
    private static final List<String> GROUND = List.of("jdk", "cores", "heap");

    private final Map<String, Figure> before = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<String> worse = new ArrayList<>();
    private final Set<String> unlike = new LinkedHashSet<>();

    /** Which way a unit gets better. */
    enum Better {
        MORE,
        LESS,
        /** Nobody can tell. */
        UNKNOWN;

        static Better of(String unit) {
            if (RATE.matcher(unit).matches()) {
                return MORE;
            }
            return COST.matcher(unit).matches() ? LESS : UNKNOWN;
        }
    }

    public Comparison(List<Figure> earlier) {
        earlier.forEach(figure -> before.put(figure.bench(), figure));
    }

    /**
     * The figure with what it was: {@code baseline}, {@code ratio} (now by then) and, where the unit tells which way is
     * better, {@code worse}. As it is where the earlier run has none of that name and unit.
     */
    public Figure compared(Figure now) {
        seen.add(now.bench());
        Figure then = before.get(now.bench());
        if (then == null || !then.unit().equals(now.unit())) {
            return now;
        }
        note(now, then);
        OptionalDouble ratio = ratio(now, then);
        if (ratio.isEmpty()) {
            return now;
        }
        Figure beside =
                now.with("baseline", then.value().orElseThrow()).with("ratio", Figure.rounded(ratio.getAsDouble()));
        return switch (Better.of(now.unit())) {
            case MORE -> judged(beside, 1 / ratio.getAsDouble());
            case LESS -> judged(beside, ratio.getAsDouble());
            case UNKNOWN -> beside;
        };
    }

    private void note(Figure now, Figure then) {
        for (String ground : GROUND) {
            Object is = now.about().get(ground);
            Object was = then.about().get(ground);
            if (is != null && was != null && !String.valueOf(is).equals(String.valueOf(was))) {
                unlike.add(ground + " was " + was + " and is " + is);
            }
        }
    }

    private static OptionalDouble ratio(Figure now, Figure then) {
        if (now.value().isEmpty() || then.value().isEmpty()) {
            return OptionalDouble.empty();
        }
        double nowIs = now.value().getAsDouble();
        double thenWas = then.value().getAsDouble();
        if (thenWas == 0) {
            return nowIs == 0 ? OptionalDouble.of(1) : OptionalDouble.empty();
        }
        return OptionalDouble.of(nowIs / thenWas);
    }

    private Figure judged(Figure beside, double timesTheCost) {
        boolean isWorse = timesTheCost >= WORSE;
        if (isWorse) {
            worse.add(beside.bench());
        }
        return beside.with("worse", isWorse);
    }

    /** In what the two runs were measured on something else, so that their ratios say little; in their own words. */
    public List<String> unlike() {
        return List.copyOf(unlike);
    }

    /** The figures of the earlier run that this one did not have, by name; to be asked for at the end. */
    public List<String> missing() {
        return before.keySet().stream().filter(bench -> !seen.contains(bench)).toList();
    }

    /** What became worse, by name, in the order of the run. */
    public List<String> worse() {
        return List.copyOf(worse);
    }
}
