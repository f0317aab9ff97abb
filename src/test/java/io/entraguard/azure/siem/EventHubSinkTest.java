package io.entraguard.azure.siem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.siem.EventHubSink.Format;
import io.entraguard.lab.siem.SiemServer;
import io.entraguard.lab.siem.SiemServer.Answer;
import io.entraguard.lab.siem.SiemServer.Arrived;
import io.entraguard.lab.world.Json;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.outbox.AuditSink;
import io.entraguard.reconcile.outbox.AuditSinkContract;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class EventHubSinkTest extends AuditSinkContract {
    private final SiemServer server = SiemServer.start();
    private final AzureHttp http = new AzureHttp("test", Duration.ofSeconds(5));
    private final AuditSink sink = sink(Format.OCSF);

    private EventHubSink sink(Format format) {
        return new EventHubSink(server.url(), "audit", http.pipeline(server.url(), Optional.empty()), format);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Override
    protected AuditSink sink() {
        return sink;
    }

    @Override
    protected List<Map<String, Object>> arrived() {
        assertThat(server.complaints()).isEmpty();
        return server.arrived().stream()
                .map(message -> Json.object(message.body()).orElseThrow())
                .toList();
    }

    private static Map<String, Object> event(String cluster, int number, int size) {
        return Map.of(
                "message", "x".repeat(size),
                "metadata", Map.of("uid", "event " + number),
                "resources", List.of(Map.of("uid", cluster)));
    }

    @Test
    void the_cluster_is_the_partition_key_also_where_the_class_may_not_name_resources() {
        sink.emit(SampleOcsf.all());
        assertThat(arrived()).containsExactlyElementsOf(SampleOcsf.all());
        String cluster = SampleOcsf.CLUSTER.id();
        assertThat(server.arrived())
                .extracting(Arrived::key)
                .containsExactly(cluster, cluster, cluster, cluster, "guard", cluster, cluster);
        assertThat(server.requests()).as("one request for each run of one key").isEqualTo(3);
    }

    @Test
    void a_key_that_is_not_ascii_is_sent_all_the_same() {
        sink.emit(List.of(event("/subscriptions/gr\u00fcezi\ud83d\ude00", 1, 1)));
        assertThat(server.complaints()).isEmpty();
        assertThat(server.arrived()).extracting(Arrived::key).containsExactly("/subscriptions/gr\u00fcezi\ud83d\ude00");
    }

    @Test
    void more_than_a_megabyte_goes_in_several_requests_in_order() {
        var events = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < 100; i++) {
            events.add(event("/c", i, 30_000));
        }
        sink.emit(events);
        assertThat(arrived()).containsExactlyElementsOf(events);
        assertThat(server.requests()).isEqualTo(4);
    }

    @Test
    void cef_is_one_line_a_message() {
        sink(Format.CEF).emit(SampleOcsf.all());
        assertThat(server.complaints()).isEmpty();
        assertThat(server.arrived())
                .hasSameSizeAs(SampleOcsf.all())
                .allSatisfy(message -> assertThat(message.body())
                        .startsWith("CEF:0|Entra Guard|Entra Guard|1.2.3|")
                        .doesNotContain("\n"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413})
    void what_is_refused_for_what_it_holds_is_told_apart(int status) {
        server.weather(body -> Optional.of(Answer.of(status)));
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> sink.emit(List.of(event("/c", 1, 1))))
                .withMessage("Event Hubs: HTTP " + status)
                .satisfies(e -> assertThat(e.code()).isEqualTo(AuditSink.REFUSED));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 408, 429, 500, 503, 0})
    void everything_else_may_pass(int status) {
        server.weather(body -> Optional.of(Answer.of(status)));
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> sink.emit(List.of(event("/c", 1, 1))))
                .withMessageStartingWith("Event Hubs: ");
    }

    @Test
    void the_token_is_for_event_hubs_and_shows_in_no_log() {
        var asked = new ArrayList<String>();
        TokenCredential credential = request -> {
            asked.addAll(request.getScopes());
            return Mono.just(new AccessToken("planted-token", OffsetDateTime.MAX));
        };
        var logged = new ArrayList<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record.getMessage() + " "
                        + List.of(Optional.ofNullable(record.getParameters()).orElse(new Object[0])));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        Level before = root.getLevel();
        root.setLevel(Level.ALL);
        try {
            String nowhere = "https://127.0.0.1:1";
            var secured = new EventHubSink(
                    nowhere, "audit", http.pipeline(nowhere, Optional.of(credential), EventHubSink.SCOPE), Format.OCSF);
            assertThatExceptionOfType(Failure.Transient.class)
                    .isThrownBy(() -> secured.emit(List.of(event("/c", 1, 1))))
                    .withMessage("Event Hubs: no credential or no answer");
        } finally {
            root.setLevel(before);
            root.removeHandler(handler);
        }
        assertThat(asked).containsExactly("https://eventhubs.azure.net/.default");
        assertThat(logged).noneMatch(line -> line.contains("planted-token"));
    }
}
