package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.BinaryData;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.reconcile.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerHttpTest {
    private static final TrackerRequest READ = TrackerRequest.get("things");
    private static final TrackerRequest WRITE = TrackerRequest.post(JsonNodeFactory.instance.objectNode(), "things");
    private static final String SECRET = "s3cr3t";

    private final List<String> asked = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private Instant now = Instant.parse("2026-01-05T09:00:00Z");
    private Reply reply = exchange -> answer(exchange, 200, "{}");
    private HttpServer server;

    private interface Reply {
        void give(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            try (exchange) {
                reply.give(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String body, String... headers) throws IOException {
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private void then(int status, String... headers) {
        reply = exchange -> answer(exchange, status, "{}", headers);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private TrackerHttp http() {
        return http(url(), Authorization.bearer(() -> SECRET));
    }

    private TrackerHttp http(String url, Authorization authorization) {
        return new TrackerHttp(
                new AzureHttp("9.9", Duration.ofSeconds(10)).client(), url, authorization, "9.9", () -> now);
    }

    private Failure failure(TrackerHttp http, TrackerRequest request) {
        try {
            http.send(request);
        } catch (Failure e) {
            assertThat(e.getMessage()).doesNotContain(SECRET);
            return e;
        }
        throw new AssertionError("it succeeded");
    }

    @Test
    void a_request_names_its_path_and_query_safely_and_carries_the_secret_of_the_moment() {
        var secrets = new ArrayList<>(List.of("one", "two"));
        TrackerHttp http = http(url() + "/base?a=b", Authorization.basic("me", () -> secrets.remove(0)));
        assertThat(http.send(TrackerRequest.get("x/../y", "ä").query("q", "a b&c"))
                        .json()
                        .isObject())
                .isTrue();
        http.send(WRITE);
        assertThat(asked)
                .containsExactly(
                        "GET /base/x%2F..%2Fy/%C3%A4?a=b&q=a%20b%26c Basic bWU6b25l",
                        "POST /base/things?a=b Basic bWU6dHdv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void what_would_leave_its_place_in_the_path_is_not_sent(String segment) {
        assertThat(failure(http(), TrackerRequest.get("a", segment))).isInstanceOf(Failure.Terminal.class);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400,Terminal,Terminal", "401,Terminal,Terminal", "403,Terminal,Terminal", "404,Terminal,Terminal",
        "410,Terminal,Terminal", "422,Terminal,Terminal", "301,Terminal,Terminal", "307,Terminal,Terminal",
        "409,Transient,Transient", "429,Transient,Transient", "408,Transient,Unclear", "500,Transient,Unclear",
        "502,Transient,Unclear", "503,Transient,Unclear", "504,Transient,Unclear"
    })
    void each_status_says_what_to_do_next(int status, String reading, String writing) {
        then(status, "Location", url() + "/elsewhere");
        assertThat(failure(http(), READ).getClass().getSimpleName()).isEqualTo(reading);
        assertThat(failure(http(), WRITE).getClass().getSimpleName()).isEqualTo(writing);
        assertThat(failure(http(), WRITE.searching()).getClass().getSimpleName())
                .isEqualTo(reading);
        assertThat(asked).hasSize(3).noneMatch(it -> it.contains("elsewhere"));
    }

    @Test
    void what_the_caller_expects_is_an_answer() {
        then(404);
        assertThat(http().send(READ, 404, 410).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Retry-After|17|17",
                "Retry-After|1.5|2",
                "Retry-After|Mon, 05 Jan 2026 09:00:30 GMT|30",
                "Retry-After|Mon, 05 Jan 2026 08:00:00 GMT|0",
                "Retry-After|999999999|3600",
                "X-RateLimit-Reset|1767603640|40",
                "X-RateLimit-Reset|2026-01-05T09:00:50Z|50",
            })
    void how_long_to_wait_is_said_in_many_ways(String name, String value, long seconds) {
        var headers = new HttpHeaders()
                .set(HttpHeaderName.DATE, "Mon, 05 Jan 2026 09:00:00 GMT")
                .set(HttpHeaderName.fromString(name), value);
        var answer = new TrackerAnswer("", false, 429, headers, BinaryData.fromString(""), Instant.EPOCH);
        assertThat(answer.retryAfter()).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void a_wait_that_nobody_understands_is_none() {
        then(429, "Retry-After", "soon", "X-RateLimit-Reset", "later");
        assertThat(failure(http(), WRITE))
                .isInstanceOfSatisfying(
                        Failure.Transient.class, e -> assertThat(e.retryAfter()).isEmpty());
    }

    @Test
    void nothing_is_asked_while_the_tracker_wants_to_be_left_alone() {
        then(429, "Retry-After", "60");
        TrackerHttp http = http();
        failure(http, WRITE);
        now = now.plusSeconds(20);
        assertThat(failure(http, READ))
                .isInstanceOfSatisfying(
                        Failure.Transient.class, e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(40)));
        assertThat(asked).hasSize(1);
        now = now.plusSeconds(40);
        then(200);
        http.send(READ);
    }

    @Test
    void a_connection_that_breaks_leaves_a_write_unclear_and_a_post_is_sent_once() {
        reply = exchange -> {};
        assertThat(failure(http(), WRITE)).isInstanceOf(Failure.Unclear.class);
        assertThat(asked).hasSize(1);
        assertThat(failure(http(), READ)).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void an_answer_that_does_not_come_leaves_a_write_unclear() {
        reply = exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        var http = new TrackerHttp(
                new AzureHttp("9.9", Duration.ofMillis(200)).client(), url(), Authorization.NONE, "9.9", () -> now);
        assertThat(failure(http, WRITE)).isInstanceOf(Failure.Unclear.class);
        assertThat(failure(http, READ)).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void where_nobody_listens_nothing_was_done() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(failure(http("http://127.0.0.1:" + free, Authorization.NONE), WRITE))
                .isInstanceOf(Failure.Transient.class);
        assertThat(failure(http("https://tracker.invalid", Authorization.NONE), WRITE))
                .isInstanceOf(Failure.Transient.class);
    }

    @Test
    void an_answer_without_end_is_broken_off() {
        reply = exchange -> {
            exchange.sendResponseHeaders(201, 0);
            byte[] much = new byte[1 << 20];
            for (int i = 0; i < 9; i++) {
                exchange.getResponseBody().write(much);
            }
        };
        assertThat(failure(http(), WRITE)).isInstanceOf(Failure.Unclear.class).hasMessageContaining("TooLong");
    }

    @Test
    void an_answer_that_is_no_json_tells_nothing() {
        reply = exchange -> answer(exchange, 201, "<html>");
        TrackerAnswer written = http().send(WRITE);
        assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(written::json);
        TrackerAnswer read = http().send(READ);
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(read::json);
        assertThat(read.words().isMissingNode()).isTrue();
    }

    @Test
    void without_a_token_nothing_is_sent_and_no_secret_is_told() {
        Authorization none = () -> {
            throw new IllegalStateException("the vault says " + SECRET);
        };
        assertThat(failure(http(url(), none), WRITE))
                .isInstanceOf(Failure.Transient.class)
                .hasMessageEndingWith("no token was to be had (IllegalStateException)");
        assertThat(failure(http(url(), Authorization.bearer(() -> SECRET + "\r\nX: y")), WRITE))
                .isInstanceOf(Failure.Terminal.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void the_configured_path_and_query_are_never_shown() {
        then(404);
        TrackerHttp http = http(url() + "/" + SECRET + "?sig=" + SECRET, Authorization.NONE);
        assertThat(failure(http, WRITE)).hasMessage("POST " + url() + "/things: HTTP 404");
        assertThat(http.toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://tracker.example.com",
                "http://10.0.0.1",
                "ftp://127.0.0.1",
                "tracker",
                "https://u:s3cr3t@host",
                "https://host/s3cr3t path",
                "http://127.0.0.1.example.com"
            })
    void a_url_that_is_not_safe_is_refused_without_being_told(String url) {
        assertThatThrownBy(() -> http(url, Authorization.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the tracker")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void a_dialect_says_what_else_is_throttling() {
        then(403, "Retry-After", "5");
        TrackerHttp http = http().speaking(new TrackerDialect() {
            @Override
            public boolean throttled(TrackerAnswer answer) {
                return answer.status() == 403;
            }

            @Override
            public String complaint(TrackerAnswer answer) {
                return "slow\u202e down";
            }
        });
        assertThat(failure(http, WRITE))
                .hasMessageEndingWith("HTTP 403, slow[U+202E] down")
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        e -> assertThat(e.retryAfter()).isEqualTo(Optional.of(Duration.ofSeconds(5))));
    }
}
