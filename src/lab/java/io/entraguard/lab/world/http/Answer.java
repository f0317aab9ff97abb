package io.entraguard.lab.world.http;

import io.entraguard.lab.world.Json;
import io.entraguard.lab.world.Refusal;
import io.entraguard.lab.world.Refusal.Envelope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is sent back.
 *
 * @param applied whether the request changed a cluster
 */
record Answer(int status, Map<String, String> headers, String body, boolean applied) {
    static Answer json(int status, @Nullable Object body) {
        return of(status, "application/json; charset=utf-8", Json.write(body));
    }

    static Answer text(String body) {
        return of(200, "text/plain", body);
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), "", false);
    }

    private static Answer of(int status, String type, String body) {
        return new Answer(status, Map.of("Content-Type", type), body, false);
    }

    static Answer error(Refusal refusal) {
        var error = new LinkedHashMap<String, Object>();
        error.put("code", refusal.code());
        error.put("message", refusal.message());
        refusal.target().ifPresent(target -> error.put("target", target));
        return error(refusal.status(), refusal.envelope(), error);
    }

    static Answer error(int status, Envelope envelope, Map<String, Object> error) {
        return switch (envelope) {
            case BARE -> json(status, error);
            case WRAPPED -> json(status, Map.of("error", error));
        };
    }

    Answer with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, applied);
    }

    Answer changing() {
        return new Answer(status, headers, body, true);
    }
}
