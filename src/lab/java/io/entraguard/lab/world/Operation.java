package io.entraguard.lab.world;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A long-running operation as its {@code Azure-AsyncOperation} URL shows it. Confined to the world's lock.
 */
public final class Operation {
    /** How long the simulated AKS takes to carry out an accepted PUT, from contracts.md section 5. */
    public static final Duration TAKES = Duration.ofMinutes(4);

    private final String id;
    private final String subscription;
    private final String location;
    private final Instant startedAt;
    private final Instant due;
    private final boolean creates;
    private final String correlationId;
    private Optional<Instant> endedAt = Optional.empty();
    private Optional<String> failure = Optional.empty();

    Operation(
            String id,
            String subscription,
            String location,
            Instant startedAt,
            Duration takes,
            boolean creates,
            String correlationId) {
        this.id = id;
        this.subscription = subscription;
        this.location = location;
        this.startedAt = startedAt;
        this.due = startedAt.plus(takes);
        this.creates = creates;
        this.correlationId = correlationId;
    }

    /** The path of the operation's status. */
    public String path() {
        return "/subscriptions/" + subscription + "/providers/Microsoft.ContainerService/locations/" + location
                + "/operations/" + id;
    }

    /** The correlation id of the request that began it, which the event of its end carries too. */
    public String correlationId() {
        return correlationId;
    }

    String id() {
        return id;
    }

    Instant startedAt() {
        return startedAt;
    }

    Instant due() {
        return due;
    }

    boolean creates() {
        return creates;
    }

    void succeed(Instant at) {
        endedAt = Optional.of(at);
    }

    void fail(Instant at, String message) {
        endedAt = Optional.of(at);
        failure = Optional.of(message);
    }

    /** The status document: {@code InProgress}, {@code Succeeded} or {@code Failed}. */
    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", path());
        json.put("name", id);
        json.put("status", endedAt.isEmpty() ? "InProgress" : failure.isEmpty() ? "Succeeded" : "Failed");
        json.put("startTime", startedAt.toString());
        endedAt.ifPresent(at -> json.put("endTime", at.toString()));
        failure.ifPresent(message -> {
            var error = new LinkedHashMap<String, Object>();
            error.put("code", "OperationPreempted");
            error.put("message", message);
            json.put("error", error);
        });
        return json;
    }
}
