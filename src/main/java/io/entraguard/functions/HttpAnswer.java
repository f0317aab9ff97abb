package io.entraguard.functions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import io.entraguard.model.Sha256;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The answer to one HTTP request: compressed where the client takes gzip, with a strong ETag by which it is asked for again
 * (304 where it is the same), and problems as RFC 9457 says. Nothing that failed shows its stack or a library's words.
 * Belongs to one request.
 */
final class HttpAnswer {
    private static final ObjectWriter JSON =
            Json.Mappers.PLAIN.writer().with(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);

    /** Below this, compressing costs more than it saves: it all goes in one packet. */
    private static final int WORTH_COMPRESSING = 1_000;

    private final HttpRequestMessage<?> request;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private HttpAnswer(HttpRequestMessage<?> request) {
        this.request = request;
        headers.put("Cache-Control", "no-cache");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Vary", "Accept-Encoding");
    }

    /** What is wrong with a request, for whoever sent it. */
    static final class Problem extends RuntimeException {
        private final HttpStatus status;
        private final Map<String, Object> members;

        /**
         * @param detail one sentence that says what is wrong and what is allowed
         * @param members further members of the problem document
         */
        Problem(HttpStatus status, String detail, Map<String, Object> members) {
            super(detail, null, false, false);
            this.status = status;
            this.members = Map.copyOf(members);
        }
    }

    /** Answers a request; what goes wrong on the way is a problem document, and logged where it is no fault of the client's. */
    static HttpResponseMessage to(
            HttpRequestMessage<?> request,
            ExecutionContext context,
            Function<HttpAnswer, HttpResponseMessage> answering) {
        var answer = new HttpAnswer(request);
        try {
            return answering.apply(answer);
        } catch (Problem e) {
            return answer.problem(e.status, String.valueOf(e.getMessage()), e.members);
        } catch (Failure e) {
            context.getLogger().log(Level.WARNING, "request not answered reason={0}", e.getMessage());
            return answer.with("Retry-After", "10")
                    .problem(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "What the guard remembers cannot be read now; api/health says what works.",
                            Map.of());
        } catch (RuntimeException e) {
            context.getLogger().log(Level.SEVERE, "request failed", e);
            return answer.problem(
                    HttpStatus.INTERNAL_SERVER_ERROR,
                    "This is a fault of the guard; the log has it under invocation " + context.getInvocationId() + ".",
                    Map.of());
        }
    }

    /** The same answer with a header of its own. */
    HttpAnswer with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** 200 with a JSON tree; what it says is its ETag. */
    HttpResponseMessage json(Object tree) {
        byte[] body = bytes(tree);
        return ok(
                "application/json; charset=utf-8",
                Sha256.hex(new String(body, StandardCharsets.UTF_8)),
                out -> out.write(body));
    }

    /** A JSON tree that is another one each time, and has no ETag. */
    HttpResponseMessage json(HttpStatus status, Object tree) {
        headers.put("Content-Type", "application/json; charset=utf-8");
        return send(status, bytes(tree));
    }

    /**
     * 200, or 304 where the client has it.
     *
     * @param revision another one whenever the body is
     * @param body written only where it is sent
     */
    HttpResponseMessage ok(String contentType, String revision, Body body) {
        // A strong ETag is of the bytes that are sent, so that the compressed ones have one of their own.
        String etag = "\"" + revision + (gzip() ? "-gzip" : "") + "\"";
        headers.put("ETag", etag);
        if (clientHas(etag)) {
            return build(HttpStatus.NOT_MODIFIED);
        }
        headers.put("Content-Type", contentType);
        return send(HttpStatus.OK, gzip(), body);
    }

    private HttpResponseMessage problem(HttpStatus status, String detail, Map<String, Object> members) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("type", "about:blank");
        tree.put("title", title(status));
        tree.put("status", status.value());
        tree.put("detail", detail);
        tree.putAll(members);
        headers.put("Content-Type", "application/problem+json; charset=utf-8");
        return send(status, bytes(tree));
    }

    private static String title(HttpStatus status) {
        String words = status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private HttpResponseMessage send(HttpStatus status, byte[] body) {
        return send(status, gzip() && body.length >= WORTH_COMPRESSING, out -> out.write(body));
    }

    private HttpResponseMessage send(HttpStatus status, boolean compressed, Body body) {
        if (compressed) {
            headers.put("Content-Encoding", "gzip");
        }
        HttpResponseMessage.Builder builder = request.createResponseBuilder(status);
        headers.forEach(builder::header);
        return builder.body(written(compressed, body)).build();
    }

    private HttpResponseMessage build(HttpStatus status) {
        HttpResponseMessage.Builder builder = request.createResponseBuilder(status);
        headers.forEach(builder::header);
        return builder.build();
    }

    private boolean clientHas(String etag) {
        return header("If-None-Match")
                .map(value -> Arrays.stream(value.split(","))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag -> tag.equals(etag) || tag.equals("*")))
                .orElse(false);
    }

    private boolean gzip() {
        return header("Accept-Encoding")
                .map(value -> Arrays.stream(value.split(","))
                        .map(coding -> coding.replace(" ", "").toLowerCase(Locale.ROOT))
                        .anyMatch(coding -> coding.matches("(x-)?gzip(;q=(1(\\.0*)?|0?\\.0*[1-9][0-9]*))?")))
                .orElse(false);
    }

    /** The host gives headers' names in lower case, a test host may not. */
    private Optional<String> header(String name) {
        return request.getHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static byte[] written(boolean compressed, Body body) {
        var bytes = new ByteArrayOutputStream(8192);
        try (OutputStream out = compressed ? new Fast(bytes) : bytes) {
            body.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /** What an answer says. */
    @FunctionalInterface
    interface Body {
        /** Writes it; the stream is closed by whoever gave it. */
        void to(OutputStream out) throws IOException;
    }

    /** Gzip at its fastest, since a page of 10,000 clusters is made anew for each request. */
    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static byte[] bytes(Object tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("answers are trees of JSON values", e);
        }
    }
}
