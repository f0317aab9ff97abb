package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** The users of ServiceNow, asked for by what a cluster's owner tag says. */
final class ServiceNowUsers {
    private final ServiceNowRows rows;

    ServiceNowUsers(ServiceNowRows rows) {
        this.rows = rows;
    }

    /** The {@code sys_id} of the one active user of that name or e-mail address. */
    Optional<String> active(String owner) {
        String words = owner.strip();
        if (!EncodedQuery.harmless(words)) {
            return Optional.empty();
        }
        String query =
                EncodedQuery.equal("user_name", words) + "^OR" + EncodedQuery.equal("email", words) + "^active=true";
        // 400 and 403: the guard's user may not look users up.
        List<String> ids = rows.list("sys_user", query, "sys_id,user_name,email,active", 10, 400, 403).stream()
                .filter(user -> is(user, "user_name", words) || is(user, "email", words))
                .filter(user -> is(user, "active", "true"))
                .map(user -> ServiceNowRows.value(user, "sys_id"))
                .distinct()
                .toList();
        return ids.size() == 1 ? Optional.of(ids.get(0)) : Optional.empty();
    }

    private static boolean is(JsonNode user, String column, String words) {
        return ServiceNowRows.value(user, column).equalsIgnoreCase(words);
    }
}
