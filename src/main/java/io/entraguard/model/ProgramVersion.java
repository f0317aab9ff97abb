package io.entraguard.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** This program's version, as the build wrote it down. */
public final class ProgramVersion {
    private ProgramVersion() {}

    /** The version, such as {@code 0.1.0}; {@code unknown} outside a build. */
    public static String text() {
        var properties = new Properties();
        try (InputStream resource = ProgramVersion.class.getResourceAsStream("/version.properties")) {
            if (resource != null) {
                properties.load(resource);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties could not be read", e);
        }
        return properties.getProperty("version", "unknown");
    }
}
