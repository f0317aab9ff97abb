package io.entraguard.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import io.entraguard.reconcile.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {
    private static final Map<String, String> TREE = Map.of("text", "z\u00fcrich <script>");

    private final Map<String, String> sent = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private int status;
    private byte[] body = {};

    @SuppressWarnings("unchecked")
    private void ask(Function<HttpAnswer, HttpResponseMessage> answering) {
        headers.clear();
        body = new byte[0];
        HttpRequestMessage<Optional<String>> request = mock(HttpRequestMessage.class);
        HttpResponseMessage.Builder builder = mock(HttpResponseMessage.Builder.class);
        when(request.getHeaders()).thenReturn(sent);
        when(request.createResponseBuilder(any(HttpStatus.class))).thenAnswer(call -> {
            status = call.<HttpStatus>getArgument(0).value();
            return builder;
        });
        when(builder.header(anyString(), anyString())).thenAnswer(call -> {
            headers.put(call.getArgument(0), call.getArgument(1));
            return builder;
        });
        when(builder.body(any())).thenAnswer(call -> {
            body = call.getArgument(0);
            return builder;
        });
        ExecutionContext context = mock(ExecutionContext.class);
        Logger silent = Logger.getAnonymousLogger();
        silent.setUseParentHandlers(false);
        when(context.getLogger()).thenReturn(silent);
        when(context.getInvocationId()).thenReturn("i-1");
        HttpAnswer.to(request, context, answering);
    }

    private String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Test
    void an_answer_is_json_that_no_browser_guesses_about_and_no_cache_keeps_unasked() {
        ask(answer -> answer.json(TREE));
        assertThat(status).isEqualTo(200);
        assertThat(text()).isEqualTo("{\"text\":\"z\u00fcrich <script>\"}");
        assertThat(headers)
                .containsEntry("Content-Type", "application/json; charset=utf-8")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Cache-Control", "no-cache")
                .containsEntry("Vary", "Accept-Encoding")
                .doesNotContainKey("Content-Encoding");
        assertThat(headers.get("ETag")).matches("\"[0-9a-f]{64}\"");
    }

    @Test
    void whoever_has_the_answer_is_told_so_without_it() {
        ask(answer -> answer.json(TREE));
        String etag = String.valueOf(headers.get("ETag"));
        for (String condition : new String[] {etag, "\"other\", " + etag, "W/" + etag, "*"}) {
            sent.put("if-none-match", condition);
            ask(answer -> answer.json(TREE));
            assertThat(status).as(condition).isEqualTo(304);
            assertThat(body).isEmpty();
            assertThat(headers).containsEntry("ETag", etag).containsEntry("Cache-Control", "no-cache");
        }
        ask(answer -> answer.json(Map.of("text", "other")));
        sent.put("if-none-match", "\"" + "0".repeat(64) + "\"");
        ask(answer -> answer.json(TREE));
        assertThat(status).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br, GZIP;q=0.5", "deflate,gzip;q=1.0", "x-gzip", "gzip; q=0.001"})
    void whoever_takes_gzip_gets_it_under_an_etag_of_its_own(String accepted) throws IOException {
        ask(answer -> answer.json(TREE));
        String plain = String.valueOf(headers.get("ETag"));
        sent.put("accept-encoding", accepted);
        ask(answer -> answer.json(TREE));
        assertThat(headers).containsEntry("Content-Encoding", "gzip");
        assertThat(headers.get("ETag")).isNotEqualTo(plain);
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            assertThat(new String(gzip.readAllBytes(), StandardCharsets.UTF_8)).contains("z\u00fcrich");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "br", "gzip;q=0", "gzip;q=0.000", "identity", "gzippo"})
    void whoever_does_not_take_gzip_gets_none(String accepted) {
        sent.put("Accept-Encoding", accepted);
        ask(answer -> answer.json(TREE));
        assertThat(headers).doesNotContainKey("Content-Encoding");
    }

    @Test
    void a_page_that_the_client_has_is_not_even_made() {
        sent.put("If-None-Match", "\"r1\"");
        ask(answer -> answer.with("Content-Security-Policy", "default-src 'none'")
                .ok("text/html", "r1", out -> {
                    throw new IllegalStateException("made");
                }));
        assertThat(status).isEqualTo(304);
        assertThat(headers).containsEntry("Content-Security-Policy", "default-src 'none'");
    }

    @Test
    void memory_that_cannot_be_read_is_a_problem_that_passes() {
        ask(answer -> {
            throw new Failure.Transient("table clusters: list: 503 ServerBusy");
        });
        assertThat(status).isEqualTo(503);
        assertThat(headers)
                .containsEntry("Content-Type", "application/problem+json; charset=utf-8")
                .containsEntry("Retry-After", "10")
                .doesNotContainKey("ETag");
        assertThat(text())
                .contains("\"title\":\"Service unavailable\"", "\"status\":503")
                .doesNotContain("table");
    }

    @Test
    void a_fault_of_our_own_shows_nothing_of_our_inside() {
        ask(answer -> {
            throw new IllegalStateException("https://account/?sig=s3cret");
        });
        assertThat(status).isEqualTo(500);
        assertThat(text()).contains("invocation i-1").doesNotContain("s3cret", "Exception", "\\tat ");
    }
}
