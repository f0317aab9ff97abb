package io.entraguard.lab.trackers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A query as ServiceNow reads it: conditions with {@code ^} and {@code ^OR} between them and {@code ORDERBY}. A condition
 * on a column that it does not know is dropped without a word.
 */
record ServiceNowQuery(Predicate<Map<String, String>> condition, List<String> order) {
    static ServiceNowQuery of(String text, Set<String> columns) {
        Predicate<Map<String, String>> all = row -> true;
        Predicate<Map<String, String>> either = row -> true;
        var order = new ArrayList<String>();
        for (String part : text.split("\\^")) {
            if (part.startsWith("ORDERBY")) {
                order.add(part.substring("ORDERBY".length()));
                continue;
            }
            boolean or = part.startsWith("OR");
            String term = or ? part.substring(2) : part;
            String column = term.substring(0, Math.max(0, term.indexOf('=')));
            String value = term.substring(term.indexOf('=') + 1);
            if (!columns.contains(column)) {
                continue;
            }
            Predicate<Map<String, String>> one =
                    row -> row.getOrDefault(column, "").equalsIgnoreCase(value);
            if (or) {
                either = either.or(one);
            } else {
                all = all.and(either);
                either = one;
            }
        }
        return new ServiceNowQuery(all.and(either), List.copyOf(order));
    }

    List<Map<String, String>> of(List<Map<String, String>> rows, int most) {
        Comparator<Map<String, String>> comparator = order.stream()
                .map(column -> Comparator.comparing((Map<String, String> row) -> row.getOrDefault(column, "")))
                .reduce(Comparator::thenComparing)
                .orElse(Comparator.comparing(row -> row.getOrDefault("sys_id", "")));
        return rows.stream().filter(condition).sorted(comparator).limit(most).toList();
    }
}
