package io.entraguard.reconcile.ocsf;

import io.entraguard.model.AuditEvent.ChainContinued;
import io.entraguard.model.AuditEvent.ChainHead;
import io.entraguard.model.AuditEvent.Guard;
import io.entraguard.model.AuditEvent.LedgerAnchored;
import io.entraguard.model.Sha256;
import io.entraguard.reconcile.ledger.LedgerWords;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders what the ledger tells of itself, as API Activities (6003) of the guard. */
final class OcsfLedger {
    private static final int READ = 2;
    private static final int UPDATE = 3;
    private static final String WORD = "ledger";

    private final OcsfFrame frame;

    OcsfLedger(OcsfFrame frame) {
        this.frame = frame;
    }

    /** The heads of chains, under the names by which a check of the ledger finds them again. */
    Map<String, Object> anchored(LedgerAnchored body) {
        int chains = body.heads().size();
        String message =
                "the ledger's heads of " + chains + (chains == 1 ? " chain are anchored" : " chains are anchored");
        List<Map<String, Object>> heads =
                body.heads().stream().map(OcsfLedger::head).toList();
        Map<String, Object> event =
                event(READ, "AnchorLedger", LedgerWords.ANCHORED, message, Sha256.hex32(heads.toString()));
        OcsfFrame.unmapped(event).put(LedgerWords.HEADS, heads);
        return event;
    }

    private static Map<String, Object> head(ChainHead head) {
        return OcsfFrame.members(
                LedgerWords.CHAIN,
                head.chain(),
                LedgerWords.MONTH,
                head.month(),
                LedgerWords.SEQ,
                head.seq(),
                LedgerWords.HASH,
                head.hash());
    }

    /** The end of a month of a chain. */
    Map<String, Object> continued(ChainContinued body) {
        String message = "the ledger's chain of " + frame.named() + " goes on in " + body.month();
        Map<String, Object> event = event(UPDATE, "ContinueChain", LedgerWords.CONTINUED, message, body.month());
        OcsfFrame.unmapped(event).put(LedgerWords.MONTH, body.month());
        return event;
    }

    private Map<String, Object> event(
            int activity, String operation, String code, String message, String discriminator) {
        Map<String, Object> event = frame.event(
                OcsfClass.API_ACTIVITY, activity, OcsfFrame.INFORMATIONAL, code, message, WORD, discriminator);
        event.put("actor", OcsfCalls.actor(new Guard(Optional.empty())));
        event.put("api", OcsfFrame.members("operation", operation, "service", Map.of("name", "Entra Guard")));
        event.put("src_endpoint", OcsfCalls.endpoint());
        OcsfFrame.set(event, "status", 1, "Success");
        return event;
    }
}
