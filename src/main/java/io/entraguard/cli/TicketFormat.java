package io.entraguard.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.PlainText;
import io.entraguard.reconcile.ticket.Visible;
import io.entraguard.tickets.Adf;
import io.entraguard.tickets.Html;
import io.entraguard.tickets.Markdown;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** What a ticket is printed as. */
enum TicketFormat {
    ADF,
    HTML,
    MARKDOWN,
    TEXT;

    /** The format that the word on the command line means. */
    static TicketFormat of(String word) {
        for (TicketFormat format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
                return format;
            }
        }
        throw new TypeConversionException("'" + word + "' is not one of adf, html, markdown, text");
    }

    /** A ticket with its title, ended by a line end. */
    String of(Page page) {
        String title = Visible.text(page.title());
        return switch (this) {
            case ADF -> adf(page, title) + "\n";
            case HTML -> Html.titled(title) + "\n" + Html.of(page) + "\n";
            case MARKDOWN -> Markdown.titled(title) + "\n\n" + Markdown.of(page) + "\n";
            case TEXT -> title + "\n\n" + PlainText.of(page) + "\n";
        };
    }

    private static ObjectNode adf(Page page, String title) {
        ObjectNode issue = JsonNodeFactory.instance.objectNode().put("title", title);
        issue.set("description", Adf.of(page));
        return issue;
    }

    /** What stands between two tickets. */
    String between() {
        return switch (this) {
            case ADF -> "";
            case HTML -> "<hr>\n";
            case MARKDOWN -> "\n---\n\n";
            case TEXT -> "\n" + "-".repeat(72) + "\n\n";
        };
    }
}
