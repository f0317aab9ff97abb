package io.entraguard.lab.world.http;

import io.entraguard.lab.world.ActivityQuery;
import io.entraguard.lab.world.Refusal;
import io.entraguard.lab.world.World;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Activity Log: {@code $filter} joins conditions with {@code and}; newest entries first, paged by {@code nextLink}
 * (https://learn.microsoft.com/rest/api/monitor/activity-logs/list).
 */
final class ActivityRoute implements Route {
    static final Pattern PATH = Pattern.compile(
            "/subscriptions/([^/]+)/providers/microsoft\\.insights/eventtypes/management/values",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern CONDITION =
            Pattern.compile("\\s*(\\w+)\\s+(ge|le|eq)\\s+'([^']*)'\\s*", Pattern.CASE_INSENSITIVE);

    private final World world;
    private final int pageSize;
    private final Links links;

    ActivityRoute(World world, int pageSize, Links links) {
        this.world = world;
        this.pageSize = pageSize;
        this.links = links;
    }

    @Override
    public Optional<Answer> answer(Request request) {
        Matcher path = PATH.matcher(request.path());
        return path.matches() && request.is("GET") ? Optional.of(page(request, path.group(1))) : Optional.empty();
    }

    private Answer page(Request request, String subscription) {
        List<Map<String, Object>> all = world.activity(query(subscription, request));
        int from = request.parameter("$skiptoken").map(ActivityRoute::offset).orElse(0);
        int to = Math.min(all.size(), from + pageSize);
        var body = new LinkedHashMap<String, Object>();
        body.put("value", from < to ? all.subList(from, to) : List.of());
        if (to < all.size()) {
            body.put("nextLink", links.next(request, Integer.toString(to)));
        }
        return Answer.json(200, body);
    }

    private static int offset(String token) {
        try {
            return Math.max(0, Integer.parseInt(token));
        } catch (NumberFormatException e) {
            throw bad("The skip token is not one of this service.");
        }
    }

    private static ActivityQuery query(String subscription, Request request) {
        var conditions = new TreeMap<String, String>();
        String filter = request.parameter("$filter")
                .orElseThrow(() -> bad("A $filter with an eventTimestamp to start from is required."));
        for (String part : filter.split("(?i)\\s+and\\s+")) {
            Matcher condition = CONDITION.matcher(part);
            if (!condition.matches()) {
                throw bad("The filter '" + part + "' is not understood.");
            }
            String key = (condition.group(1) + " " + condition.group(2)).toLowerCase(Locale.ROOT);
            conditions.put(key.equals("resourceid eq") ? "resourceuri eq" : key, condition.group(3));
        }
        var query = new ActivityQuery(
                subscription,
                Optional.ofNullable(conditions.remove("eventtimestamp ge")).map(ActivityRoute::instant),
                Optional.ofNullable(conditions.remove("eventtimestamp le")).map(ActivityRoute::instant),
                Optional.ofNullable(conditions.remove("resourceuri eq")),
                Optional.ofNullable(conditions.remove("resourcegroupname eq")),
                Optional.ofNullable(conditions.remove("correlationid eq")));
        if (!conditions.isEmpty()) {
            throw bad("The filter by '" + conditions.firstKey() + "' is not supported.");
        }
        if (query.from().isEmpty()) {
            throw bad("The filter needs an eventTimestamp to start from.");
        }
        return query;
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw bad("'" + text + "' is not an instant.");
        }
    }

    private static Refusal bad(String message) {
        return Refusal.arm(400, "BadRequest", message);
    }
}
