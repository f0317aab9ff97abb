package io.entraguard.reconcile.ticket;

import io.entraguard.model.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * What a ticket or a comment says, without any markup. Values in it are raw: whoever renders it makes them visible and
 * escapes them. Immutable.
 *
 * @param title one line
 */
public record Page(String title, List<Block> blocks) {
    public Page {
        blocks = List.copyOf(blocks);
    }

    /** A page of one paragraph of plain words. */
    public static Page of(String title, String sentence) {
        return new Page(title, List.of(Block.paragraph(sentence)));
    }

    /** The same with a paragraph before everything else. */
    public Page after(Block.Paragraph first) {
        var longer = new ArrayList<Block>();
        longer.add(first);
        longer.addAll(blocks);
        return new Page(title, longer);
    }

    /** SHA-256 of all that it says, as 64 hex digits: the same text has the same hash in every tracker. */
    public String hash() {
        return Sha256.hex(title + "\n" + PlainText.of(this));
    }

    /**
     * The first 12 digits of the hash, which an adapter may leave in a comment to know it again after an answer was lost.
     */
    public String mark() {
        return hash().substring(0, 12);
    }
}
