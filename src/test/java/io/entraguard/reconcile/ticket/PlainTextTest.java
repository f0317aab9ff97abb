package io.entraguard.reconcile.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    private static String text(Block... blocks) {
        return PlainText.of(new Page("title", List.of(blocks)));
    }

    @Test
    void a_page_is_lines_with_a_blank_one_before_each_heading() {
        assertThat(text(
                        Block.paragraph(new Span.Text("a "), new Span.Strong("b"), new Span.Code(" c")),
                        new Block.Heading("Head"),
                        new Block.Bullets(List.of(List.of(new Span.Text("one")), List.of(new Span.Text("two")))),
                        new Block.Code("first\nsecond"),
                        Block.paragraph(new Span.Link("there", URI.create("https://a.example/b")))))
                .isEqualTo("a b c\n\nHead\n- one\n- two\n  first\n  second\nthere (https://a.example/b)");
    }

    @Test
    void what_hides_or_turns_text_round_is_shown() {
        assertThat(text(Block.paragraph("a\u202Eb\u200Fc\u2066d\u0007e\u200Bf\u2028g")))
                .isEqualTo("a[U+202E]b[U+200F]c[U+2066]d[U+0007]e[U+200B]f[U+2028]g");
        assertThat(text(new Block.Code("az \u202Eskae\n\u001B[31m"))).isEqualTo("  az [U+202E]skae\n  [U+001B][31m");
    }

    @Test
    void a_value_cannot_begin_a_line_of_its_own() {
        assertThat(text(Block.paragraph("a\n- b\r\nc\td"))).isEqualTo("a - b c d");
    }

    @Test
    void half_a_character_is_shown_as_what_it_is() {
        assertThat(text(Block.paragraph("a\uD83Db"))).isEqualTo("a[U+D83D]b");
    }

    @Test
    void what_is_too_long_is_cut_and_says_so() {
        assertThat(text(Block.paragraph(new Span.Code("x".repeat(401)))))
                .hasSize(400)
                .endsWith("x… (401 characters)");
        assertThat(text(Block.paragraph("x".repeat(2001)))).hasSize(2000).endsWith("… (2001 characters)");
        assertThat(Visible.cut("\uD83D\uDE00".repeat(20), 18)).isEqualTo("… (40 characters)");
        assertThat(Visible.cut("\uD83D\uDE00".repeat(20), 20)).isEqualTo("\uD83D\uDE00… (40 characters)");
    }

    @Test
    void commands_are_never_cut() {
        assertThat(text(new Block.Code("x".repeat(5000)))).hasSize(5002);
    }

    @Test
    void nothing_but_https_is_linked_to() {
        for (String url :
                List.of("http://a.example", "javascript:alert(1)", "/a", "https://u:p@a.example/", "https:a")) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Span.Link("a", URI.create(url)));
        }
    }

    @Test
    void a_hash_is_of_all_that_is_said() {
        Page page = Page.of("title", "a");
        assertThat(page.hash()).isEqualTo(Page.of("title", "a").hash()).hasSize(64);
        assertThat(page.hash()).isNotEqualTo(Page.of("title", "b").hash());
        assertThat(page.hash()).isNotEqualTo(Page.of("other", "a").hash());
        assertThat(page.mark()).hasSize(12).isEqualTo(page.hash().substring(0, 12));
    }
}
