package io.entraguard.lab;

import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.HttpStatusType;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A function's answer, while it is built and afterwards. */
public final class LabHttpResponse implements HttpResponseMessage, HttpResponseMessage.Builder {
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private HttpStatusType status = HttpStatus.OK;
    private @Nullable Object body;

    @Override
    public Builder status(HttpStatusType given) {
        status = given;
        return this;
    }

    @Override
    public Builder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    @Override
    public Builder body(Object given) {
        body = given;
        return this;
    }

    @Override
    public HttpResponseMessage build() {
        return this;
    }

    @Override
    public HttpStatusType getStatus() {
        return status;
    }

    @Override
    @SuppressWarnings("NullAway") // the interface's own contract: null where there is none
    public String getHeader(String name) {
        return headers.get(name);
    }

    @Override
    @SuppressWarnings("NullAway") // the interface's own contract: null where there is none
    public Object getBody() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** The bytes that go over the wire. */
    public byte[] bytes() {
        return body instanceof byte[] bytes ? bytes : new byte[0];
    }
}
