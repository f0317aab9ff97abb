package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Span;
import io.entraguard.reconcile.ticket.Visible;
import java.util.List;
import java.util.Optional;

/**
 * A page in the Atlassian Document Format. Values stand in text nodes, where nothing is markup: there is nothing to
 * escape but JSON, which the tree does. A document that would be longer than Jira takes ends with a sentence that says
 * what is left out; a command is left out whole or not at all.
 */
public final class Adf {
    /**
     * Jira takes 32,767 characters in a description or comment. Whether it counts the text or its JSON is not
     * documented; the JSON is the longer of the two.
     */
    static final int LONGEST = 32_767;

    private static final int HEADING_LEVEL = 3;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Adf() {}

    /** The page as a document. */
    public static ObjectNode of(Page page) {
        return of(page, List.of());
    }

    /**
     * The page as a document with blocks below it that stand there whatever is cut.
     *
     * @param below a few short blocks
     */
    static ObjectNode of(Page page, List<Block> below) {
        ObjectNode document = node("doc").put("version", 1);
        ArrayNode end = JSON.arrayNode();
        below.forEach(block -> end.add(block.match(BLOCK)));
        int room = LONGEST
                - size(document)
                - size(end)
                - size(leftOut(page.blocks().size()));
        ArrayNode content = content(document);
        int shown = fill(content, page.blocks(), room);
        if (shown < page.blocks().size()) {
            content.add(leftOut(page.blocks().size() - shown));
        }
        content.addAll(end);
        return document;
    }

    /** Adds blocks as long as they fit and gives how many are there whole; of a list there may be the beginning. */
    private static int fill(ArrayNode content, List<Block> blocks, int room) {
        int left = room;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (block instanceof Block.Bullets bullets && bullets.items().isEmpty()) {
                continue; // a list without items is no valid node
            }
            ObjectNode node = block.match(BLOCK);
            if (size(node) > left) {
                if (block instanceof Block.Bullets bullets) {
                    beginning(bullets, left).ifPresent(content::add);
                }
                return i;
            }
            left -= size(node);
            content.add(node);
        }
        return blocks.size();
    }

    private static Optional<ObjectNode> beginning(Block.Bullets bullets, int room) {
        ObjectNode list = node("bulletList");
        ArrayNode items = content(list);
        int left = room - size(list);
        for (List<Span> item : bullets.items()) {
            ObjectNode node = item(item);
            left -= size(node);
            if (left < 0) {
                break;
            }
            items.add(node);
        }
        return items.isEmpty() ? Optional.empty() : Optional.of(list);
    }

    private static ObjectNode leftOut(int parts) {
        return Block.paragraph("… This is longer than Jira takes: what follows, " + parts
                        + (parts == 1 ? " part" : " parts") + " of it, is left out here.")
                .match(BLOCK);
    }

    /** With the comma that may stand beside it. */
    private static int size(JsonNode node) {
        return node.toString().length() + 1;
    }

    private static ObjectNode node(String type) {
        return JSON.objectNode().put("type", type);
    }

    private static ArrayNode content(ObjectNode node) {
        return node.putArray("content");
    }

    private static ObjectNode paragraph(List<Span> spans) {
        ObjectNode paragraph = node("paragraph");
        ArrayNode content = content(paragraph);
        for (Span span : spans) {
            ObjectNode text = span.match(SPAN);
            if (!text.path("text").asText().isEmpty()) {
                content.add(text); // an empty text is no valid node
            }
        }
        return paragraph;
    }

    private static ObjectNode item(List<Span> spans) {
        ObjectNode item = node("listItem");
        content(item).add(paragraph(spans));
        return item;
    }

    private static ObjectNode text(String shown) {
        return node("text").put("text", shown);
    }

    private static ObjectNode marked(String shown, ObjectNode mark) {
        ObjectNode text = text(shown);
        text.putArray("marks").add(mark);
        return text;
    }

    private static final Block.Cases<ObjectNode> BLOCK = new Block.Cases<>() {
        @Override
        public ObjectNode heading(Block.Heading block) {
            ObjectNode heading = node("heading");
            heading.putObject("attrs").put("level", HEADING_LEVEL);
            heading.set(
                    "content",
                    Adf.paragraph(List.of(new Span.Text(block.text()))).get("content"));
            return heading;
        }

        @Override
        public ObjectNode paragraph(Block.Paragraph block) {
            return Adf.paragraph(block.spans());
        }

        @Override
        public ObjectNode bullets(Block.Bullets block) {
            ObjectNode list = node("bulletList");
            ArrayNode items = content(list);
            block.items().forEach(item -> items.add(item(item)));
            return list;
        }

        @Override
        public ObjectNode code(Block.Code block) {
            ObjectNode code = node("codeBlock");
            code.putObject("attrs").put("language", "bash");
            String shown = Visible.code(block.text());
            ArrayNode content = content(code);
            if (!shown.isEmpty()) {
                content.add(text(shown));
            }
            return code;
        }
    };

    private static final Span.Cases<ObjectNode> SPAN = new Span.Cases<>() {
        @Override
        public ObjectNode text(Span.Text span) {
            return Adf.text(Visible.text(span.text()));
        }

        @Override
        public ObjectNode code(Span.Code span) {
            return marked(Visible.name(span.text()), node("code"));
        }

        @Override
        public ObjectNode strong(Span.Strong span) {
            return marked(Visible.text(span.text()), node("strong"));
        }

        @Override
        public ObjectNode link(Span.Link span) {
            ObjectNode link = node("link");
            link.putObject("attrs").put("href", span.url().toASCIIString());
            return marked(Visible.text(span.text()), link);
        }
    };
}
