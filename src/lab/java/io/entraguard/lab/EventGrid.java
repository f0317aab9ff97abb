package io.entraguard.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Event Grid, as far as delivering goes: each event is posted to the webhook, and comes again on Event Grid's schedule
 * until it is answered 2xx or 24 hours are over. Used by the player's thread only.
 */
final class EventGrid {
    /** Event Grid's documented pauses between deliveries; after the last one every 12 hours. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12));

    private static final Duration TIME_TO_LIVE = Duration.ofHours(24);

    private final HttpClient http;
    private final URI webhook;
    private final Clock clock;
    private final List<Delivery> waiting = new ArrayList<>();
    private Optional<String> last = Optional.empty();

    EventGrid(HttpClient http, URI webhook, Clock clock) {
        this.http = http;
        this.webhook = webhook;
        this.clock = clock;
    }

    /** An event on its way. */
    private record Delivery(String json, Instant published, Instant due, int attempt) {}

    /** Takes an event that is to be delivered now. */
    void publish(String json) {
        last = Optional.of(json);
        waiting.add(new Delivery(json, clock.instant(), clock.instant(), 0));
    }

    /** Delivers the last event so many more times. */
    void duplicate(int times) {
        last.ifPresent(json -> {
            for (int i = 0; i < times; i++) {
                waiting.add(new Delivery(json, clock.instant(), clock.instant(), 0));
            }
        });
    }

    Optional<Instant> nextDue() {
        return waiting.stream().map(Delivery::due).min(Instant::compareTo);
    }

    /** Makes one delivery that is due; false where none is. */
    boolean deliverOne() {
        Instant now = clock.instant();
        Optional<Delivery> due = waiting.stream()
                .filter(delivery -> !delivery.due().isAfter(now))
                .findFirst();
        due.ifPresent(delivery -> {
            waiting.remove(delivery);
            if (!post(delivery.json())) {
                again(delivery, now);
            }
        });
        return due.isPresent();
    }

    private void again(Delivery delivery, Instant now) {
        Duration pause = PAUSES.get(Math.min(delivery.attempt(), PAUSES.size() - 1));
        Instant due = now.plus(pause);
        if (due.isBefore(delivery.published().plus(TIME_TO_LIVE))) {
            waiting.add(new Delivery(delivery.json(), delivery.published(), due, delivery.attempt() + 1));
        }
    }

    private boolean post(String json) {
        HttpRequest request = HttpRequest.newBuilder(webhook)
                .header("aeg-event-type", "Notification")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the lab was interrupted", e);
        }
    }
}
