package io.entraguard.lab.world;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request other than GET that the program sent to ARM: a line of {@code writes.jsonl}.
 *
 * @param time virtual time at which it came
 * @param path its path as sent, without the query
 * @param ifMatch the header as sent
 * @param body its body where that was a JSON object
 * @param status what was answered; empty where no answer was given
 * @param applied whether it changed a cluster, also where the answer got lost
 */
public record ArmWrite(
        Instant time,
        String method,
        String path,
        Optional<String> ifMatch,
        Optional<Map<String, Object>> body,
        Optional<Integer> status,
        boolean applied) {

    /** The line's object, with its names in the order of contracts.md section 5. */
    public Map<String, Object> json() {
        var line = new LinkedHashMap<String, Object>();
        line.put("time", time.toString());
        line.put("method", method);
        line.put("path", path);
        line.put("ifMatch", ifMatch.orElse(null));
        line.put("body", body.orElse(null));
        line.put("status", status.orElse(null));
        line.put("applied", applied);
        return line;
    }
}
