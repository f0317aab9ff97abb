package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Span;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class AdfTest {
    private static List<String> texts(JsonNode document) {
        return document.findValues("text").stream().map(JsonNode::asText).toList();
    }

    @Test
    void each_kind_of_block_and_span_has_its_node() {
        var page = new Page(
                "t",
                List.of(
                        new Block.Heading("What"),
                        Block.paragraph(
                                new Span.Text("see "),
                                new Span.Code("c1"),
                                new Span.Strong("now"),
                                new Span.Link("here", URI.create("https://example.com/a"))),
                        new Block.Bullets(List.of(List.of(new Span.Text("one")), List.of(new Span.Text("two")))),
                        new Block.Code("az one\naz two")));
        assertThat(Adf.of(page).toString())
                .isEqualTo("{'type':'doc','version':1,'content':["
                        .concat("{'type':'heading','attrs':{'level':3},'content':[{'type':'text','text':'What'}]},")
                        .concat("{'type':'paragraph','content':[{'type':'text','text':'see '},")
                        .concat("{'type':'text','text':'c1','marks':[{'type':'code'}]},")
                        .concat("{'type':'text','text':'now','marks':[{'type':'strong'}]},")
                        .concat("{'type':'text','text':'here','marks':[{'type':'link',")
                        .concat("'attrs':{'href':'https://example.com/a'}}]}]},")
                        .concat("{'type':'bulletList','content':[")
                        .concat("{'type':'listItem','content':[{'type':'paragraph',")
                        .concat("'content':[{'type':'text','text':'one'}]}]},")
                        .concat("{'type':'listItem','content':[{'type':'paragraph',")
                        .concat("'content':[{'type':'text','text':'two'}]}]}]},")
                        .concat("{'type':'codeBlock','attrs':{'language':'bash'},")
                        .concat("'content':[{'type':'text','text':'az one\\naz two'}]}]}")
                        .replace('\'', '"'));
    }

    @Test
    void what_looks_like_markup_is_text() {
        JsonNode document = Adf.of(Page.of("t", "<b>{panel} [~admin] *x* \"]}"));
        assertThat(texts(document)).containsExactly("<b>{panel} [~admin] *x* \"]}");
    }

    @Test
    void what_would_hide_is_shown() {
        assertThat(texts(Adf.of(Page.of("t", "a\u202Eb\u0000c")))).containsExactly("a[U+202E]b[U+0000]c");
    }

    @ParameterizedTest
    @FieldSource("io.entraguard.tickets.Pages#HOSTILE")
    void no_hostile_word_leaves_a_character_that_hides(String word) {
        String document = Adf.of(Pages.hostile(word)).toString();
        assertThat(document.codePoints().filter(c -> Character.getType(c) == Character.FORMAT || c < ' '))
                .isEmpty();
    }

    @Test
    void a_page_that_fits_is_whole() {
        assertThat(texts(Adf.of(Pages.longerThan(10_000)))).noneMatch(text -> text.contains("left out"));
    }

    @Test
    void what_jira_would_refuse_is_cut_between_blocks_and_says_so() {
        JsonNode document = Adf.of(Pages.longerThan(40_000), List.of(Block.paragraph("the end")));
        assertThat(document.toString().length()).isBetween(Adf.LONGEST - 2000, Adf.LONGEST);
        List<String> texts = texts(document);
        assertThat(texts.get(texts.size() - 1)).isEqualTo("the end");
        assertThat(texts.get(texts.size() - 2)).matches("… This is longer than Jira takes: .* \\d+ parts of it.*");
        assertThat(texts)
                .filteredOn(text -> text.startsWith("az "))
                .allMatch(text -> text.matches("az aks show --name c\\d+"));
    }

    @Test
    void a_list_that_is_too_long_keeps_its_beginning() {
        List<List<Span>> items = IntStream.range(0, 2000)
                .mapToObj(i -> List.<Span>of(new Span.Text("finding " + i)))
                .toList();
        JsonNode document = Adf.of(new Page("t", List.of(new Block.Bullets(items))));
        assertThat(document.toString().length()).isBetween(Adf.LONGEST - 200, Adf.LONGEST);
        assertThat(texts(document))
                .startsWith("finding 0", "finding 1")
                .last()
                .asString()
                .contains("1 part of it");
    }

    @Test
    void one_block_that_is_too_long_alone_is_left_out() {
        var page = new Page("t", List.of(new Block.Code("x".repeat(40_000)), Block.paragraph("after")));
        assertThat(texts(Adf.of(page))).singleElement().asString().contains("2 parts of it");
    }

    @Test
    void nothing_gives_an_empty_document() {
        JsonNode content = Adf.of(new Page("t", List.of())).get("content");
        assertThat(StreamSupport.stream(content.spliterator(), false).collect(Collectors.toList()))
                .isEmpty();
    }
}
