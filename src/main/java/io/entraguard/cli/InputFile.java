package io.entraguard.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file that was named on the command line; {@code -} is standard input. */
final class InputFile {
    /** Enough for tens of thousands of clusters; a stream without end must not fill the memory. */
    private static final int LARGEST = 256 * 1024 * 1024;

    private InputFile() {}

    /** The file's name for people. */
    static String shown(String name) {
        return name.equals("-") ? "standard input" : Printable.line(name);
    }

    /**
     * The file's bytes.
     *
     * @throws Unusable where there is no such file, or it cannot be read
     */
    static byte[] bytes(String name, InputStream standardInput) {
        try {
            if (name.equals("-")) {
                return bytes(name, standardInput.readNBytes(LARGEST + 1));
            }
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                throw new Unusable(shown(name) + ": this is a directory; name the files in it");
            }
            try (InputStream file = Files.newInputStream(path)) {
                return bytes(name, file.readNBytes(LARGEST + 1));
            }
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new Unusable(shown(name) + ": there is no such file; check the path", e);
        } catch (AccessDeniedException e) {
            throw new Unusable(shown(name) + ": this file may not be read; check its permissions", e);
        } catch (IOException e) {
            throw new Unusable(shown(name) + ": this cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static byte[] bytes(String name, byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw new Unusable(shown(name) + ": this is larger than " + LARGEST / 1024 / 1024 + " MB; split it");
        }
        return bytes;
    }
}
