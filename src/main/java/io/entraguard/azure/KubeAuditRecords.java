package io.entraguard.azure;

import io.entraguard.azure.EventText.Unreadable;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The border: reads what Event Hubs bring of the audit logs of clusters, batches of Azure Monitor's diagnostic records.
 *
 * <p>An API server logs thousands of records a second, of which hardly one is of interest: a message without the admin
 * certificate's name in it is searched and never parsed, and in one with it only the records that have it are. Nothing is
 * thrown whatever a message is, and one that cannot be read keeps no other from being read.
 */
public final class KubeAuditRecords {
    /** The word for a message or record that is in order and of no interest. */
    public static final String NO_MATCH = "other-user";

    private KubeAuditRecords() {}

    /**
     * What a batch holds.
     *
     * @param uses what the loop is to be told, one for each cluster, user agent and hour
     * @param skipped how many records did not count, by a fixed word that says why; a message that was not parsed is one
     */
    public record Batch(List<ReconcileRequest> uses, Map<String, Integer> skipped) {
        public Batch {
            uses = List.copyOf(uses);
            skipped = Map.copyOf(skipped);
        }
    }

    /** Reads a batch of messages that came at that time. */
    public static Batch read(List<String> messages, Instant now) {
        var uses = new KubeAuditUses(now);
        var skipped = new TreeMap<String, Integer>();
        for (String message : messages) {
            if (message.contains(KubeAuditEvent.ADMIN)) {
                new Message(message, uses, skipped).read();
            } else {
                count(skipped, KubeAuditText.plausible(message) ? NO_MATCH : "not-json");
            }
        }
        return new Batch(uses.requests(), skipped);
    }

    private static void count(Map<String, Integer> skipped, String reason) {
        skipped.merge(reason, 1, Integer::sum);
    }

    /** One message with the name in it. */
    private static final class Message {
        private final String text;
        private final KubeAuditUses uses;
        private final Map<String, Integer> skipped;
        /** Where the name is next, at or behind the record at hand. */
        private int next = -1;

        private Message(String text, KubeAuditUses uses, Map<String, Integer> skipped) {
            this.text = text;
            this.uses = uses;
            this.skipped = skipped;
        }

        private void read() {
            if (!KubeAuditText.walk(text, this::record)) {
                count(skipped, "cut");
            }
        }

        private void record(int from, int to) {
            if (next < from) {
                int found = text.indexOf(KubeAuditEvent.ADMIN, from);
                next = found < 0 ? text.length() : found;
            }
            if (next >= to) {
                count(skipped, NO_MATCH);
                return;
            }
            try {
                uses.add(KubeAuditRecord.read(text.substring(from, to)));
            } catch (Unreadable e) {
                count(skipped, e.reason());
            } catch (RuntimeException e) {
                // Whatever it is, the rest of the batch must be read.
                count(skipped, "unreadable");
            }
        }
    }
}
