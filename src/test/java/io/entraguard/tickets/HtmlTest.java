package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Span;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HtmlTest {
    /** All that the renderer may write; whatever else begins with a bracket came out of a value. */
    private static final Pattern ELEMENT =
            Pattern.compile("</?(h3|p|ul|li|pre|code|strong|a)>|<a href=\"https://[A-Za-z0-9./?=&;#-]*\">");

    private static final Pattern ENTITY = Pattern.compile("&(amp|lt|gt|quot|#39);");

    static Stream<String> values() {
        return HostilePage.VALUES.stream();
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @Test
    void each_block_has_its_element() {
        Page page = new Page(
                "t",
                List.of(
                        new Block.Heading("Findings"),
                        Block.paragraph(new Span.Text("Cluster "), new Span.Code("c1"), new Span.Text(" & more")),
                        new Block.Bullets(List.of(
                                List.of(new Span.Strong("ENTRA-01"), new Span.Text(": off")),
                                List.of(new Span.Link("docs", URI.create("https://a.example/x?y=1&z=2"))))),
                        new Block.Code("az aks update --name 'c'\naz aks show")));
        assertThat(Html.of(page)).isEqualTo("""
                <h3>Findings</h3>
                <p>Cluster <code>c1</code> &amp; more</p>
                <ul><li><strong>ENTRA-01</strong>: off</li><li><a href="https://a.example/x?y=1&amp;z=2">docs</a></li></ul>
                <pre><code>az aks update --name &#39;c&#39;
                az aks show</code></pre>""");
    }

    @ParameterizedTest
    @MethodSource("values")
    void a_hostile_value_is_read_as_what_it_is_wherever_it_stands(String value) {
        assertReadsBack(HostilePage.everywhere(value));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_page_read_back_says_what_its_values_say(long seed) {
        assertReadsBack(HostilePage.random(seed));
    }

    @Test
    void a_page_that_is_too_long_ends_saying_what_is_left_out() {
        List<Block> many = Collections.nCopies(300, Block.paragraph("x".repeat(1000)));
        String html = Html.of(new Page("t", many));
        assertThat(html).hasSizeBetween(Html.LONGEST - 1200, Html.LONGEST);
        int kept = html.split("<p>x", -1).length - 1;
        assertThat(html)
                .endsWith((300 - kept) + " more pieces are left out. The guard&#39;s audit trail has them all.</p>");
        assertReadable(html);
    }

    private static void assertReadsBack(Page page) {
        String html = Html.of(page);
        assertReadable(html);
        assertThat(readBack(html)).isEqualTo(HostilePage.read(page));
    }

    private static void assertReadable(String html) {
        String bare = ELEMENT.matcher(html).replaceAll("");
        assertThat(bare).doesNotContain("<", ">", "\"", "'");
        assertThat(ENTITY.matcher(bare).replaceAll("")).doesNotContain("&");
    }

    private static List<String> readBack(String html) {
        String blocks = html.replaceAll("</(h3|p|li|pre)>\n?", "\u0001");
        String bare = ELEMENT.matcher(blocks.replaceAll("</ul>\n?|<ul>", "")).replaceAll("");
        return Arrays.stream(bare.split("\u0001", -1))
                .limit(bare.chars().filter(c -> c == 1).count())
                .map(HtmlTest::unescaped)
                .map(HostilePage::plain)
                .toList();
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
