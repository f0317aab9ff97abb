package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** ServiceNow's tables by its Table API: values as they are stored, references without links, times in UTC. */
final class ServiceNowRows {
    private final TrackerHttp http;

    ServiceNowRows(TrackerHttp http) {
        this.http = http;
    }

    /** The value of a column; empty where the row has none or it may not be read. */
    static String value(JsonNode row, String column) {
        JsonNode value = row.path(column);
        return value.isObject() ? value.path("value").asText("") : value.asText("");
    }

    /** What people see of a column, where it was asked for. */
    static String shown(JsonNode row, String column) {
        return row.path(column).path("display_value").asText("");
    }

    /**
     * Rows that the query gives. A condition on a column that the table lacks, or that the guard's user may not read, is
     * dropped without a word: whoever asks must look at each row.
     */
    List<JsonNode> list(String table, String query, String columns, int most, int... expected) {
        TrackerAnswer answer = http.send(
                plain(TrackerRequest.get("api", "now", "table", table))
                        .query("sysparm_query", query)
                        .query("sysparm_fields", columns)
                        .query("sysparm_limit", Integer.toString(most))
                        .query("sysparm_no_count", "true"),
                with404(expected));
        if (!answer.successful()) {
            return List.of();
        }
        JsonNode result = answer.json().path("result");
        if (!result.isArray()) {
            throw answer.unreadable("that lists no rows");
        }
        var rows = new ArrayList<JsonNode>();
        result.forEach(rows::add);
        return rows;
    }

    /** The API's first version answers 404 where no row is found. */
    private static int[] with404(int... expected) {
        int[] all = Arrays.copyOf(expected, expected.length + 1);
        all[expected.length] = 404;
        return all;
    }

    /** One row with what people see of its journals, which have no value of their own. */
    Optional<JsonNode> read(String table, String id, String columns) {
        TrackerAnswer answer = http.send(
                TrackerRequest.get("api", "now", "table", table, id)
                        .query("sysparm_display_value", "all")
                        .query("sysparm_exclude_reference_link", "true")
                        .query("sysparm_fields", columns),
                404);
        return answer.successful() ? Optional.of(row(answer)) : Optional.empty();
    }

    JsonNode insert(String table, ObjectNode row, String columns) {
        return row(http.send(
                plain(TrackerRequest.post(row, "api", "now", "table", table)).query("sysparm_fields", columns)));
    }

    void change(String table, String id, ObjectNode columns) {
        http.send(plain(TrackerRequest.patch(columns, "api", "now", "table", table, id))
                .query("sysparm_fields", "sys_id"));
    }

    private static TrackerRequest plain(TrackerRequest request) {
        return request.query("sysparm_display_value", "false").query("sysparm_exclude_reference_link", "true");
    }

    private static JsonNode row(TrackerAnswer answer) {
        JsonNode row = answer.json().path("result");
        if (value(row, "sys_id").isEmpty()) {
            throw answer.unreadable("that names no record");
        }
        return row;
    }
}
