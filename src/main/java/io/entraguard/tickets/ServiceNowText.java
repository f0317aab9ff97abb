package io.entraguard.tickets;

import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.PlainText;
import io.entraguard.reconcile.ticket.Visible;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page as ServiceNow's fields take it: plain text, signed on its first line, since what is too long loses its end.
 * Journals show what stands between {@code [code]} and {@code [/code]} as HTML; those words are taken apart.
 */
final class ServiceNowText {
    /** What the column {@code short_description} holds; the rest would vanish without a word. */
    static final int LONGEST_LINE = 160;

    /** What a column of several lines holds, unless an administrator made it longer. */
    static final int LONGEST_TEXT = 4000;

    /** More than any ticket needs, and less than what any journal holds. */
    private static final int LONGEST_NOTE = 30_000;

    private static final Pattern CODE_TAG = Pattern.compile("\\[(?=\\s*/?\\s*code)", Pattern.CASE_INSENSITIVE);

    private ServiceNowText() {}

    /** The title, on one line. */
    static String line(Page page) {
        return Visible.cut(plain(Visible.text(page.title())), LONGEST_LINE);
    }

    /** Page and notes for a field of several lines. */
    static String text(Page page, List<Block> notes) {
        return signed(page, notes, LONGEST_TEXT);
    }

    /** Whether such a field holds all of it. */
    static boolean fits(Page page, List<Block> notes) {
        return whole(page, notes).length() <= LONGEST_TEXT;
    }

    /** Page and notes for a journal. */
    static String note(Page page, List<Block> notes) {
        return signed(page, notes, LONGEST_NOTE);
    }

    private static String signed(Page page, List<Block> notes, int most) {
        return Visible.cut(whole(page, notes), most);
    }

    private static String whole(Page page, List<Block> notes) {
        var blocks = new ArrayList<>(page.blocks());
        blocks.addAll(notes);
        return Signature.of(page) + "\n\n" + plain(PlainText.of(new Page(page.title(), blocks)));
    }

    private static String plain(String text) {
        return CODE_TAG.matcher(text).replaceAll("[ ");
    }
}
