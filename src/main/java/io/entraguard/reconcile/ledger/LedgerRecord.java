package io.entraguard.reconcile.ledger;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.entraguard.model.Sha256;
import io.entraguard.reconcile.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of the ledger: an event, its place in its chain and the hash that ties it to the record before it.
 *
 * @param chain the chain's name
 * @param seq counted from 1
 * @param prev the hash of the record before it, {@link #GENESIS} for the first
 * @param event an OCSF event as a tree
 * @param hash SHA-256 over the canonical form of the record without it
 */
record LedgerRecord(String chain, long seq, String prev, Map<String, Object> event, String hash) {
    /** What the first record of a chain stands on. */
    static final String GENESIS = "0".repeat(64);

    private static final ObjectReader STRICT = Json.Mappers.PLAIN
            .readerFor(Object.class)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** How many bytes of a line its property hash takes. */
    private static final int CLAIMED = ",\"hash\":\"\"".length() + GENESIS.length();

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern MONTH = Pattern.compile("[0-9]{4}-(?:0[1-9]|1[0-2])");

    /** A line that is no record, or not the one that was written. */
    static final class Malformed extends Exception {
        private final String reason;

        Malformed(String reason) {
            super(reason);
            this.reason = reason;
        }

        /** What the line is, such as {@code is not JSON}. */
        String reason() {
            return reason;
        }
    }

    /** The record of an event at that place. */
    static LedgerRecord at(String chain, long seq, String prev, Map<String, Object> event) {
        return new LedgerRecord(
                chain, seq, prev, event, Sha256.hex(CanonicalJson.write(tree(chain, seq, prev, event))));
    }

    private static Map<String, Object> tree(String chain, long seq, String prev, Map<String, Object> event) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("chain", chain);
        tree.put("seq", seq);
        tree.put("prev", prev);
        tree.put("event", event);
        return tree;
    }

    /** The line as it stands in a blob, with its line feed. */
    String line() {
        Map<String, Object> tree = tree(chain, seq, prev, event);
        tree.put("hash", hash);
        return CanonicalJson.write(tree) + "\n";
    }

    /**
     * Reads a line, its line feed left off.
     *
     * @throws Malformed where it is not, byte for byte, the line of a record with the hash that it claims
     */
    static LedgerRecord parse(byte[] line) throws Malformed {
        Map<?, ?> tree = object(line);
        if (tree.size() == 5
                && tree.get("chain") instanceof String chain
                && tree.get("seq") instanceof Number seq
                && tree.get("prev") instanceof String prev
                && tree.get("event") instanceof Map<?, ?> event
                && tree.get("hash") instanceof String hash
                && HASH.matcher(prev).matches()) {
            if (!HASH.matcher(hash).matches()
                    || !hash(line, prev, seq.longValue()).equals(hash)) {
                throw new Malformed("was changed: its hash is not that of what it says");
            }
            return new LedgerRecord(chain, seq.longValue(), prev, properties(event), hash);
        }
        throw new Malformed("is no ledger record of chain, seq, prev, event and hash");
    }

    /**
     * The hash that a line in canonical form should claim: its properties are chain, event, hash, prev and seq, in this
     * order, so that what is hashed is the line with the third one left out.
     */
    private static String hash(byte[] line, String prev, long seq) {
        byte[] rest = (",\"prev\":\"" + prev + "\",\"seq\":" + seq + "}").getBytes(StandardCharsets.US_ASCII);
        int before = line.length - rest.length - CLAIMED;
        byte[] hashed = Arrays.copyOf(line, before + rest.length);
        System.arraycopy(rest, 0, hashed, before, rest.length);
        return Sha256.hex(hashed);
    }

    private static Map<?, ?> object(byte[] line) throws Malformed {
        try {
            Object tree = STRICT.readValue(line);
            if (!Arrays.equals(CanonicalJson.write(tree).getBytes(StandardCharsets.UTF_8), line)) {
                throw new Malformed("is not in canonical form");
            }
            return tree instanceof Map<?, ?> map ? map : Map.of();
        } catch (IOException e) {
            throw new Malformed("is not JSON");
        } catch (IllegalArgumentException e) {
            throw new Malformed("is not in canonical form: " + e.getMessage());
        }
    }

    @SuppressWarnings("unchecked") // an object that Jackson read is named by strings
    private static Map<String, Object> properties(Map<?, ?> object) {
        return (Map<String, Object>) object;
    }

    /** The event's own id, by which it is known to stand in the ledger already. */
    static Optional<String> uid(Map<String, Object> event) {
        return event.get("metadata") instanceof Map<?, ?> metadata && metadata.get("uid") instanceof String uid
                ? Optional.of(uid)
                : Optional.empty();
    }

    /** The month in which the chain goes on, where the event ends one. */
    static Optional<YearMonth> continuesIn(Map<String, Object> event) {
        boolean ends = event.get("metadata") instanceof Map<?, ?> metadata
                && LedgerWords.CONTINUED.equals(metadata.get("event_code"));
        return ends
                        && event.get("unmapped") instanceof Map<?, ?> unmapped
                        && unmapped.get(LedgerWords.MONTH) instanceof String month
                        && MONTH.matcher(month).matches()
                ? Optional.of(YearMonth.parse(month))
                : Optional.empty();
    }

    /** The UTC month of the event's own time. */
    static Optional<YearMonth> month(Map<String, Object> event) {
        return event.get("time") instanceof Number time
                ? Optional.of(month(Instant.ofEpochMilli(time.longValue())))
                : Optional.empty();
    }

    static YearMonth month(Instant at) {
        return YearMonth.from(at.atOffset(ZoneOffset.UTC));
    }
}
