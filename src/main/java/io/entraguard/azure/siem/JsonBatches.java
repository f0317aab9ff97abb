package io.entraguard.azure.siem;

import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.CanonicalJson;
import io.entraguard.reconcile.outbox.AuditSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts objects into JSON arrays, each no longer than one request may be. Pure. */
final class JsonBatches {
    /** Both services take 1 MB; some is left for what they count besides. */
    static final int MOST_BYTES = 1_000_000;

    private JsonBatches() {}

    /**
     * The arrays, in order.
     *
     * @throws Failure.Terminal with the code {@link AuditSink#REFUSED} where one object alone is too long
     */
    static List<byte[]> of(List<Map<String, Object>> objects) {
        var arrays = new ArrayList<byte[]>();
        var array = new ByteArrayOutputStream();
        for (Map<String, Object> object : objects) {
            byte[] json = CanonicalJson.write(object).getBytes(StandardCharsets.UTF_8);
            if (json.length + 2 > MOST_BYTES) {
                throw new Failure.Terminal(AuditSink.REFUSED, "an event of " + json.length + " bytes is too long");
            }
            if (array.size() > 0 && array.size() + json.length + 2 > MOST_BYTES) {
                arrays.add(closed(array));
            }
            array.write(array.size() == 0 ? '[' : ',');
            array.write(json, 0, json.length);
        }
        if (array.size() > 0) {
            arrays.add(closed(array));
        }
        return arrays;
    }

    private static byte[] closed(ByteArrayOutputStream array) {
        array.write(']');
        byte[] bytes = array.toByteArray();
        array.reset();
        return bytes;
    }
}
