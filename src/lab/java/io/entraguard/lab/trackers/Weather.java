package io.entraguard.lab.trackers;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/**
 * What lies between the guard and a tracker: an outage, a limit that answers 429 with the time to wait, and answers that
 * get lost after the request was carried out. Fair until told otherwise; the same seed makes the same weather. Thread-safe.
 */
public final class Weather {
    private final InstantSource clock;
    private final Deque<Instant> let = new ArrayDeque<>();
    private final List<Pattern> toLose = new ArrayList<>();
    private int most = Integer.MAX_VALUE;
    private Duration window = Duration.ZERO;
    private Random chance = new Random(0);
    private int oneIn = Integer.MAX_VALUE;
    private int refused;
    private int lost;
    private boolean out;

    public Weather(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on, or no longer, each request is answered with 503. */
    public synchronized void out(boolean is) {
        out = is;
    }

    private synchronized boolean out() {
        return out;
    }

    /** From now on only so many requests get through within so much time. */
    public synchronized void limits(int requests, Duration per) {
        most = requests;
        window = per;
    }

    /** From now on one answer in so many is lost, by chance. */
    public synchronized void losesOneIn(int answers, long seed) {
        oneIn = answers;
        chance = new Random(seed);
    }

    /** The answer to the next request is lost whose method and path, with a space between, match. */
    public synchronized void loses(String methodAndPath) {
        toLose.add(Pattern.compile(methodAndPath));
    }

    /** How many requests were refused so far. */
    public synchronized int refused() {
        return refused;
    }

    /** How many answers were lost so far. */
    public synchronized int lost() {
        return lost;
    }

    /** The same client in this weather. */
    HttpClient over(HttpClient client) {
        return new HttpClient() {
            @Override
            public Mono<HttpResponse> send(HttpRequest request) {
                return Mono.fromCallable(() -> sendSync(request, Context.NONE));
            }

            @Override
            public HttpResponse sendSync(HttpRequest request, Context context) {
                if (out()) {
                    return new LabResponse(request, LabResponse.Reply.json(503, "{}"));
                }
                Optional<Duration> wait = spend();
                if (wait.isPresent()) {
                    String seconds = String.valueOf(wait.get().toSeconds() + 1);
                    return new LabResponse(
                            request, LabResponse.Reply.json(429, "{}").with("Retry-After", seconds));
                }
                HttpResponse response = client.sendSync(request, context);
                if (loses(request)) {
                    response.close();
                    throw new UncheckedIOException(new IOException("the connection broke"));
                }
                return response;
            }
        };
    }

    private synchronized Optional<Duration> spend() {
        Instant now = clock.instant();
        let.removeIf(then -> !then.plus(window).isAfter(now));
        if (let.size() < most) {
            let.add(now);
            return Optional.empty();
        }
        refused++;
        return Optional.of(Duration.between(now, let.getFirst().plus(window)));
    }

    private synchronized boolean loses(HttpRequest request) {
        String asked = request.getHttpMethod() + " " + request.getUrl().getPath();
        boolean chosen = toLose.stream()
                .filter(pattern -> pattern.matcher(asked).find())
                .findFirst()
                .map(toLose::remove)
                .orElse(false);
        boolean unlucky = oneIn < Integer.MAX_VALUE && chance.nextInt(oneIn) == 0;
        if (chosen || unlucky) {
            lost++;
        }
        return chosen || unlucky;
    }
}
