package io.entraguard.lab.world.http;

import io.entraguard.lab.world.Refusal;
import io.entraguard.model.ClusterRef;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query of the table {@code resourcechanges}, as far as the lab understands the language: steps of which each names one
 * target, a time to start from, a text that the changes contain, the columns id and properties, or the order by id.
 *
 * @param cluster the target; empty where the id is no cluster's
 * @param contained in lower case
 */
record ChangesQuery(Optional<ClusterRef> cluster, Instant from, String contained) {
    private static final String TEXT = "'((?:[^'\\\\]|\\\\['\\\\])*)'";

    private static final Pattern TARGET =
            Pattern.compile("where tostring\\(properties\\.targetResourceId\\) =~ " + TEXT);

    private static final Pattern FROM = Pattern.compile(
            "where todatetime\\(properties\\.changeAttributes\\.timestamp\\) >= datetime\\(([^()]+)\\)");

    private static final Pattern CONTAINED =
            Pattern.compile("where tostring\\(properties\\.changes\\) contains " + TEXT);

    static final String TABLE = "resourcechanges";

    static ChangesQuery of(String query) {
        List<String> steps = steps(query);
        Optional<String> target = Optional.empty();
        Instant from = Instant.EPOCH;
        String contained = "";
        for (String step : steps.subList(1, steps.size())) {
            Matcher wanted = TARGET.matcher(step);
            Matcher since = FROM.matcher(step);
            Matcher text = CONTAINED.matcher(step);
            if (wanted.matches()) {
                target = Optional.of(unescaped(wanted.group(1)));
            } else if (since.matches()) {
                from = instant(since.group(1));
            } else if (text.matches()) {
                contained = unescaped(text.group(1)).toLowerCase(Locale.ROOT);
            } else if (!step.equals("project id, properties") && !step.equals("order by id asc")) {
                throw bad("The step '" + step + "' of the query is not understood.");
            }
        }
        String id = target.orElseThrow(() -> bad("The lab knows only changes of one target."));
        return new ChangesQuery(ClusterRef.parse(id), from, contained);
    }

    /** Parts between bars that stand in no text. */
    private static List<String> steps(String query) {
        var steps = new ArrayList<String>();
        int begin = 0;
        boolean inText = false;
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (inText && c == '\\') {
                i++;
            } else if (c == '\'') {
                inText = !inText;
            } else if (!inText && c == '|') {
                steps.add(query.substring(begin, i).strip());
                begin = i + 1;
            }
        }
        steps.add(query.substring(begin).strip());
        return steps;
    }

    private static String unescaped(String text) {
        return text.replaceAll("\\\\(['\\\\])", "$1");
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw bad("'" + text + "' is not an instant.");
        }
    }

    private static Refusal bad(String message) {
        return Refusal.arm(400, "BadRequest", message);
    }
}
