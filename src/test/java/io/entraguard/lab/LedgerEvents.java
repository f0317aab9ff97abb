package io.entraguard.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.lab.faces.LabAppendBlobs;
import io.entraguard.lab.world.Json;
import io.entraguard.model.Tree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Reads the events of a ledger's blobs. */
final class LedgerEvents {
    private LedgerEvents() {}

    /** The events of one blob, in order. */
    static List<Map<String, Object>> read(LabAppendBlobs ledger, String name) {
        String text = new String(ledger.tail(name, Integer.MAX_VALUE).bytes(), StandardCharsets.UTF_8);
        return text.lines().map(LedgerEvents::event).toList();
    }

    private static Map<String, Object> event(String line) {
        try {
            return Tree.object(Json.parse(line))
                    .flatMap(record -> Tree.object(record.get("event")))
                    .orElseThrow(() -> new AssertionError("a ledger line without an event: " + line));
        } catch (JsonProcessingException e) {
            throw new AssertionError("a ledger line that is not JSON: " + line, e);
        }
    }
}
