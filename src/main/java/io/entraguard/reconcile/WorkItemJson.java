package io.entraguard.reconcile;

import com.azure.json.JsonProviders;
import com.azure.json.JsonWriter;
import io.entraguard.model.CertificateUse;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.model.TraceParent;
import io.entraguard.reconcile.WorkItem.Drain;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItem.Rejected;
import io.entraguard.reconcile.WorkItem.ScopeChanged;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The wire form of a {@link WorkItem}: one JSON object, with {@code "v":1} in it so that a later form can be told apart.
 *
 * <p>What is written stays below 48 KB, what a storage queue takes before base64: strings that came from outside are cut
 * and lose their control characters. Properties that are not known are skipped, so that a message of a newer release
 * still asks for what it asks for. Only azure-json is used, because this runs on the cold path of the event function.
 * Thread-safe.
 */
public final class WorkItemJson {
    static final int VERSION = 1;

    /** As W3C Trace Context calls it. */
    static final String CAUSE = "traceparent";

    /** The service's own limit on a message, base64 taken off; nothing longer can have been ours. */
    private static final int LONGEST_MESSAGE = 48 * 1024;

    private static final int LONGEST_STRING = 256;

    /** As long as the longest id that {@link ClusterRef} reads. */
    private static final int LONGEST_ID = 1024;

    /** With {@link #LONGEST_ID} at three bytes a character this is 40 KB. */
    private static final int MOST_IDS = 12;

    private WorkItemJson() {}

    /** A message that is no work item. The message of the exception says why, without an echo of the payload. */
    public static final class Unreadable extends IllegalArgumentException {
        Unreadable(String message) {
            super("not a work item: " + message);
        }
    }

    /** Whether a message tells of something for the first time; appointments and what was put back were meant to wait. */
    public static boolean isNews(String message) {
        try {
            WorkItem item = read(message);
            if (item instanceof ReconcileRequest request) {
                return request.token().isEmpty() && request.attempt() == 0;
            }
            return !(item instanceof ScopeChanged changed) || changed.attempt() == 0;
        } catch (Unreadable e) {
            return true; // whatever it is, nobody asked it to wait
        }
    }

    /**
     * What a message holds.
     *
     * @param cause where in a trace it was sent from
     */
    public record Message(WorkItem item, Optional<TraceParent> cause) {}

    /** The item as one line of JSON. */
    public static String write(WorkItem item) {
        return write(item, Optional.empty());
    }

    /**
     * The item as one line of JSON.
     *
     * @param cause where in a trace it is sent from
     */
    public static String write(WorkItem item, Optional<TraceParent> cause) {
        var text = new StringWriter();
        try (JsonWriter json = JsonProviders.createWriter(text)) {
            json.writeStartObject().writeIntField("v", VERSION);
            if (item instanceof ReconcileRequest request) {
                writeRequest(json, request);
            } else if (item instanceof ScopeChanged changed) {
                writeScope(json, changed);
            } else if (item instanceof Drain drain) {
                writeDrain(json, drain);
            } else if (item instanceof Rejected rejected) {
                writeRejected(json, rejected);
            }
            if (cause.isPresent()) {
                json.writeStringField(CAUSE, cause.get().text());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string writer never fails", e);
        }
        return text.toString();
    }

    private static void writeRequest(JsonWriter json, ReconcileRequest request) throws IOException {
        json.writeStringField("cluster", request.cluster().id());
        json.writeStringField("why", request.why().word());
        if (request.seen().isPresent()) {
            writeSighting(json, request.seen().get());
        }
        if (request.used().isPresent()) {
            writeUse(json, request.used().get());
        }
        if (request.token().isPresent()) {
            json.writeStringField("token", bounded(request.token().get(), LONGEST_STRING));
        }
        json.writeIntField("attempt", request.attempt());
    }

    private static void writeScope(JsonWriter json, ScopeChanged changed) throws IOException {
        json.writeStringField("scope", changed.scope().id());
        if (changed.seen().isPresent()) {
            writeSighting(json, changed.seen().get());
        }
        json.writeIntField("attempt", changed.attempt());
    }

    private static void writeDrain(JsonWriter json, Drain drain) throws IOException {
        json.writeStringField("drain", bounded(drain.chain(), LONGEST_STRING));
        writeOptional(json, "sink", drain.sink());
        json.writeIntField("attempt", drain.attempt());
    }

    private static void writeSighting(JsonWriter json, Sighting seen) throws IOException {
        json.writeStartObject("seen");
        json.writeStringField("act", seen.act().name().toLowerCase(Locale.ROOT));
        json.writeStringField("id", bounded(seen.eventId(), LONGEST_STRING));
        json.writeStringField("at", seen.at().toString());
        json.writeStartObject("by");
        json.writeStringField("oid", bounded(seen.by().oid(), LONGEST_STRING));
        writeOptional(json, "upn", seen.by().upn());
        json.writeBooleanField("app", seen.by().app());
        json.writeBooleanField("mfa", seen.by().mfa());
        writeOptional(json, "ip", seen.by().ip());
        json.writeEndObject();
        writeOptional(json, "correlation", seen.correlationId());
        json.writeEndObject();
    }

    private static void writeUse(JsonWriter json, CertificateUse use) throws IOException {
        json.writeStartObject("used");
        json.writeStringField("agent", bounded(use.userAgent(), LONGEST_STRING));
        json.writeStringField("source", bounded(use.source(), LONGEST_STRING));
        json.writeStringField("verb", bounded(use.verb(), LONGEST_STRING));
        json.writeStringField("object", bounded(use.object(), LONGEST_STRING));
        json.writeIntField("count", use.count());
        json.writeEndObject();
    }

    private static void writeOptional(JsonWriter json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, bounded(value.get(), LONGEST_STRING));
        }
    }

    private static void writeRejected(JsonWriter json, Rejected rejected) throws IOException {
        json.writeStringField("rejected", bounded(rejected.reason(), LONGEST_STRING));
        json.writeStartObject("ids");
        int written = 0;
        for (Map.Entry<String, String> id : new TreeMap<>(rejected.ids()).entrySet()) {
            if (written++ < MOST_IDS) {
                json.writeStringField(bounded(id.getKey(), 64), bounded(id.getValue(), LONGEST_ID));
            }
        }
        json.writeEndObject();
    }

    /** The string without control characters and lone surrogates, cut to so many characters. */
    private static String bounded(String value, int most) {
        if (value.length() <= most && isPlain(value)) {
            return value;
        }
        var kept = new StringBuilder(Math.min(value.length(), most));
        value.codePoints()
                .filter(point -> !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE)
                .takeWhile(point -> kept.length() + Character.charCount(point) <= most)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** Whether it is printable ASCII, of which nothing is ever taken off. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /**
     * The item that a message holds.
     *
     * @throws Unreadable where it holds none; such a message will never be readable and belongs into poison
     */
    public static WorkItem read(String message) {
        return message(message).item();
    }

    /**
     * The item that a message holds, and where it came from. A {@code traceparent} that is none is left out: what is
     * asked for counts without it.
     *
     * @throws Unreadable as {@link #read} does
     */
    public static Message message(String message) {
        if (message.length() > LONGEST_MESSAGE) {
            throw new Unreadable("it is longer than a message can be");
        }
        return WorkItemReader.read(message);
    }
}
