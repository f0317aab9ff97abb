package io.entraguard.azure.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.WorkItem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each adapter against an account that answers as it is told. */
class StorageFailuresTest {
    private static final String KEY = "c2VjcmV0LWtleQ==";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private HttpServer server;
    private Answer answer = exchange -> {};

    /** What the account does with a request. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** One call of each adapter that changes something. */
    private enum Call {
        SAVE {
            @Override
            void on(StorageAccess access) {
                new TableMemoryStore(access, "clusters").save(MemoryStore.FLEET, "n", "t", Optional.empty());
            }
        },
        LOAD {
            @Override
            void on(StorageAccess access) {
                new TableMemoryStore(access, "clusters").load(MemoryStore.FLEET, "n");
            }
        },
        LIST {
            @Override
            void on(StorageAccess access) {
                new TableMemoryStore(access, "clusters").all(MemoryStore.FLEET);
            }
        },
        SEND {
            @Override
            void on(StorageAccess access) {
                new QueueWorkQueue(access, "reconcile").send(new WorkItem.Rejected("r", Map.of()), Duration.ZERO);
            }
        },
        APPEND {
            @Override
            void on(StorageAccess access) {
                blobs(access).append("guard/2026-01.jsonl", new byte[] {'\n'}, 7);
            }
        },
        TAIL {
            @Override
            void on(StorageAccess access) {
                blobs(access).tail("guard/2026-01.jsonl", 7);
            }
        },
        NAMES {
            @Override
            void on(StorageAccess access) {
                blobs(access).names("guard/");
            }
        },
        POLICY {
            @Override
            void on(StorageAccess access) {
                new BlobPolicySource(access, "policies", "policy.yaml").load(Optional.of("\"0x8D\""));
            }
        };

        abstract void on(StorageAccess access);

        private static AppendBlobs blobs(StorageAccess access) {
            return new LedgerBlobs(access, "ledger");
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            answer.to(exchange);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        never.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private StorageAccess access(Duration patience) {
        String endpoint = "Endpoint=http://127.0.0.1:" + server.getAddress().getPort() + "/account;";
        return StorageAccess.byConnectionString(
                "DefaultEndpointsProtocol=http;AccountName=account;AccountKey=" + KEY + ";Blob" + endpoint + "Queue"
                        + endpoint + "Table" + endpoint,
                AzuriteAccess.HTTP,
                patience,
                false);
    }

    private static void status(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getResponseHeaders().add("x-ms-error-code", code);
        byte[] body = ("{\"odata.error\":{\"code\":\"" + code + "\",\"message\":{\"lang\":\"en-US\",\"value\":\"m\"}}}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private <T extends Failure> T failure(Class<T> type, Call call, Duration patience) {
        ThrowingCallable asked = () -> call.on(access(patience));
        T failure = catchThrowableOfType(type, asked);
        assertThat(failure).as("%s", call).isNotNull();
        assertThat(failure.getMessage()).doesNotContain(KEY).doesNotContain("sig=");
        return failure;
    }

    private static Stream<Call> calls() {
        return Stream.of(Call.values());
    }

    @ParameterizedTest
    @CsvSource({"429, TooManyRequests", "500, InternalError", "503, ServerBusy", "408, RequestTimeout"})
    void a_service_that_cannot_now_is_asked_once_and_may_be_asked_again(int status, String code) {
        answer = exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "17");
            status(exchange, status, code);
        };
        calls().forEach(call -> {
            requests.set(0);
            var failure = failure(Failure.Transient.class, call, Duration.ofSeconds(30));
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(17));
            assertThat(failure).hasMessageContaining(": " + status + " ");
            assertThat(requests).as("%s", call).hasValue(1);
        });
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void a_service_that_does_not_answer_in_time_may_be_asked_again(Call call) {
        answer = exchange -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        var failure = failure(Failure.Transient.class, call, Duration.ofMillis(100));
        assertThat(failure).hasMessageEndingWith(": no answer");
        assertThat(failure.retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void a_service_that_breaks_the_connection_may_be_asked_again(Call call) {
        answer = HttpExchange::close;
        failure(Failure.Transient.class, call, Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void a_service_that_is_not_there_may_be_asked_again(Call call) {
        server.stop(0);
        failure(Failure.Transient.class, call, Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void a_refusal_is_final_and_carries_the_services_own_code(Call call) {
        answer = exchange -> status(exchange, 403, "AuthorizationPermissionMismatch");
        assertThat(failure(Failure.Terminal.class, call, Duration.ofSeconds(30)).code())
                .isEqualTo("AuthorizationPermissionMismatch");
        assertThat(requests).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Call.class,
            names = {"SAVE", "APPEND", "POLICY"})
    void a_condition_that_does_not_hold_is_a_conflict(Call call) {
        answer = exchange -> status(exchange, 412, "ConditionNotMet");
        failure(Failure.Conflict.class, call, Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"SAVE, TableBeingDeleted", "SEND, QueueBeingDeleted", "APPEND, ContainerBeingDeleted"})
    void what_is_just_being_deleted_may_be_asked_again(Call call, String code) {
        answer = exchange -> status(exchange, 409, code);
        failure(Failure.Transient.class, call, Duration.ofSeconds(30));
    }

    @Test
    void an_answer_without_a_code_is_named_by_its_status() {
        answer = exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        };
        calls().filter(call -> call != Call.LIST)
                .forEach(call -> assertThat(failure(Failure.Terminal.class, call, Duration.ofSeconds(30))
                                .code())
                        .as("%s", call)
                        .isEqualTo("HTTP404"));
    }

    @Test
    void neither_key_nor_connection_string_shows() {
        assertThat(access(Duration.ZERO)).hasToString("StorageAccess[connection string]");
    }
}
