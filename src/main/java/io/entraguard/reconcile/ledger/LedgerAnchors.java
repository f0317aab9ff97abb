package io.entraguard.reconcile.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.reconcile.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Heads of chains as they were told at some time, to hold a ledger against: those that stand in the ledger itself, and
 * those that a SIEM has kept where nobody who can write to the ledger can change them. Immutable.
 */
public final class LedgerAnchors {
    /** None. */
    public static final LedgerAnchors NONE = new LedgerAnchors(List.of());

    private static final ObjectMapper JSON = Json.Mappers.PLAIN;
    private static final Pattern CHAIN = Pattern.compile("[0-9a-f]{32}|" + Ledger.GUARD);

    private final SortedMap<String, SortedMap<Long, List<Anchor>>> chains = new TreeMap<>();

    /** Of those that say the same the first alone is kept: most chains stand still from day to day. */
    LedgerAnchors(Iterable<Anchor> anchors) {
        for (Anchor anchor : anchors) {
            List<Anchor> same = chains.computeIfAbsent(anchor.chain(), it -> new TreeMap<>())
                    .computeIfAbsent(anchor.seq(), it -> new ArrayList<>(1));
            if (same.stream().noneMatch(known -> known.hash().equals(anchor.hash()))) {
                same.add(anchor);
            }
        }
    }

    /**
     * One head.
     *
     * @param month the file that the record stood in
     * @param told when it was told
     */
    record Anchor(String chain, String month, long seq, String hash, Instant told) {}

    /**
     * Reads the events that a SIEM exported, one a line; events of other kinds are passed over.
     *
     * @throws IllegalArgumentException in one sentence that names the line, where one is no JSON object
     */
    public static LedgerAnchors of(Stream<String> lines) {
        var anchors = new ArrayList<Anchor>();
        long number = 0;
        for (var line = lines.iterator(); line.hasNext(); ) {
            number++;
            String text = line.next();
            if (!text.isBlank()) {
                anchors.addAll(in(event(text, number)));
            }
        }
        return new LedgerAnchors(anchors);
    }

    private static Map<?, ?> event(String line, long number) {
        try {
            if (JSON.readValue(line, Object.class) instanceof Map<?, ?> event) {
                return event;
            }
        } catch (JsonProcessingException e) {
            // Refused below, like anything else that is no object.
        }
        throw new IllegalArgumentException("line " + number + " is no JSON object; give one OCSF event a line");
    }

    /** The heads that an event tells of; none where it is of another kind. */
    static List<Anchor> in(Map<?, ?> event) {
        boolean anchored = event.get("metadata") instanceof Map<?, ?> metadata
                && LedgerWords.ANCHORED.equals(metadata.get("event_code"));
        if (!anchored
                || !(event.get("unmapped") instanceof Map<?, ?> unmapped)
                || !(unmapped.get(LedgerWords.HEADS) instanceof List<?> heads)) {
            return List.of();
        }
        Instant told =
                event.get("time") instanceof Number time ? Instant.ofEpochMilli(time.longValue()) : Instant.EPOCH;
        return heads.stream().flatMap(head -> anchor(head, told).stream()).toList();
    }

    private static Optional<Anchor> anchor(Object head, Instant told) {
        return head instanceof Map<?, ?> tree
                        && tree.get(LedgerWords.CHAIN) instanceof String chain
                        && CHAIN.matcher(chain).matches()
                        && tree.get(LedgerWords.MONTH) instanceof String month
                        && LedgerCheck.isName(chain + "/" + month + ".jsonl")
                        && tree.get(LedgerWords.SEQ) instanceof Number seq
                        && tree.get(LedgerWords.HASH) instanceof String hash
                ? Optional.of(new Anchor(chain, month, seq.longValue(), hash, told))
                : Optional.empty();
    }

    /** These and others, as far as they are to count. */
    LedgerAnchors with(LedgerAnchors others, Predicate<Anchor> which) {
        return new LedgerAnchors(
                Stream.concat(all(), others.all()).filter(which).toList());
    }

    private Stream<Anchor> all() {
        return chains.values().stream()
                .flatMap(records -> records.values().stream())
                .flatMap(List::stream);
    }

    /** How many there are that say something else than the others. */
    public int count() {
        return Math.toIntExact(all().count());
    }

    /** The chains that they are about. */
    Set<String> chains() {
        return chains.keySet();
    }

    /** Those of one record. */
    List<Anchor> of(String chain, long seq) {
        return of(chain).getOrDefault(seq, List.of());
    }

    /** The one that goes furthest along a chain. */
    Optional<Anchor> last(String chain) {
        return of(chain).values().stream().reduce((earlier, later) -> later).map(anchors -> anchors.get(0));
    }

    private SortedMap<Long, List<Anchor>> of(String chain) {
        return chains.getOrDefault(chain, Collections.emptySortedMap());
    }
}
