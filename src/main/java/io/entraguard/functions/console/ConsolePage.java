package io.entraguard.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
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

    /** The page of that tree. */
    public static String of(Map<String, ?> tree) {
        JsonNode root = PageJson.tree(tree);
        return Once.TEMPLATE.execute(Overview.of(root, Once.ASSETS));
    }

    /** The value of the header {@code Content-Security-Policy}: that of the page itself, and nobody may frame it. */
    public static String contentSecurityPolicy() {
        return Once.ASSETS.contentSecurityPolicy() + "; frame-ancestors 'none'";
    }
}
