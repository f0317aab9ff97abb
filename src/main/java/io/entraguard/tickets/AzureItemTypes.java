package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The work item types of an organisation's projects, each read once: a process changes seldom, and what is no longer true
 * shows in a refusal. Safe for use by many threads.
 */
final class AzureItemTypes {
    private final AzureBoardsDoor door;
    private final ConcurrentMap<String, AzureItemType> known = new ConcurrentHashMap<>();

    AzureItemTypes(AzureBoardsDoor door) {
        this.door = door;
    }

    AzureItemType of(AzureWorkItem item) {
        return of(item.project(), item.type());
    }

    AzureItemType of(String project, String type) {
        String key = (project + "/" + type).toLowerCase(Locale.ROOT);
        AzureItemType there = known.get(key);
        if (there == null) {
            there = AzureItemType.of(type, part(project, type, "states"), part(project, type, "fields"));
            known.put(key, there);
        }
        return there;
    }

    private JsonNode part(String project, String type, String part) {
        return door.ask(TrackerRequest.get(project, "_apis", "wit", "workitemtypes", type, part))
                .json();
    }

    /** Lets all be read again. */
    void forget() {
        known.clear();
    }
}
