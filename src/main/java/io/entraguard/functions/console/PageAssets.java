package io.entraguard.functions.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The page's template, style and script, as they are packaged. */
record PageAssets(String template, String style, String script) {
    private static final List<String> SCRIPTS = List.of("words.js", "rows.js", "cluster.js", "console.js");

    static PageAssets read() {
        String script = SCRIPTS.stream().map(PageAssets::resource).collect(Collectors.joining("\n"));
        return new PageAssets(
                resource("console.html"),
                resource("console.css"),
                "(() => {\n'use strict';\n" + script + "})();\n"); // one scope, and none of it global
    }

    /** What the page may do, for its meta element: run its own script, use its own style, and nothing else. */
    String contentSecurityPolicy() {
        return "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style)
                + "'; img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = PageAssets.class.getResourceAsStream("/console/" + name)) {
            if (in == null) {
                throw new IllegalStateException("/console/" + name + " is not packaged");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("/console/" + name + " could not be read", e);
        }
    }
}
