package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The console as one self-contained HTML page: no request leaves it, and nothing runs in it but its own script. Made
 * from a tree of {@code now}, {@code version}, {@code health}, {@code kpis} (with {@code series}), {@code clusters} and
 * {@code details}; what is missing is shown as not known, never as good. Thread-safe.
 */
public final class ConsolePage {
    private ConsolePage() {}

    /** What the page needs only once, on first use: a function that is never asked for a page loads none of it. */
    private static final class Once {
        private static final PageAssets ASSETS = PageAssets.read();
        private static final Template TEMPLATE =
                Mustache.compiler().emptyStringIsFalse(true).zeroIsFalse(true).compile(ASSETS.template());
    }

    /**
     * Writes the page of that tree as UTF-8. The stream is left open. The clusters are gone through twice and may be made
     * on the way: the page never holds more than a few of them.
     *
     * @throws IOException what the stream throws
     */
    public static void write(Map<String, ?> tree, OutputStream out) throws IOException {
        var rest = new LinkedHashMap<String, Object>(tree);
        Iterable<?> clusters = rest.remove("clusters") instanceof Iterable<?> all ? all : List.of();
        JsonNode root = PageJson.tree(rest);
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        // The fleet is most of the page: it goes straight to the stream, once what stands before it is there.
        Mustache.Lambda fleet = (fragment, before) -> {
            before.flush();
            PageJson.write(Overview.withWords(root, clusters), out);
        };
        Once.TEMPLATE.execute(Overview.of(root, clusters, Once.ASSETS, fleet), writer);
        writer.flush();
    }

    /** The page of that tree as text. */
    public static String of(Map<String, ?> tree) {
        var out = new ByteArrayOutputStream();
        try {
            write(tree, out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The value of the header {@code Content-Security-Policy}: that of the page itself, and nobody may frame it. */
    public static String contentSecurityPolicy() {
        return Once.ASSETS.contentSecurityPolicy() + "; frame-ancestors 'none'";
    }
}
