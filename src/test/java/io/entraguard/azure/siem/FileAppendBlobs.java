package io.entraguard.azure.siem;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Blobs as files, so that they take no memory. For one thread. */
final class FileAppendBlobs implements AppendBlobs {
    private final Path folder;

    FileAppendBlobs(Path folder) {
        this.folder = folder;
    }

    private static long length(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    @Override
    public Tail tail(String name, int most) {
        try {
            long length = length(folder.resolve(name));
            return new Tail(length, read(name, Math.max(0, length - most), most));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] read(String name, long from, int most) {
        Path file = folder.resolve(name);
        try {
            int size = Math.toIntExact(Math.max(0, Math.min(most, length(file) - from)));
            var bytes = ByteBuffer.allocate(size);
            if (size > 0) {
                try (FileChannel channel = FileChannel.open(file)) {
                    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
                        // until it is full
                    }
                }
            }
            return bytes.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void append(String name, byte[] bytes, long length) {
        Path file = folder.resolve(name);
        try {
            if (length(file) != length) {
                throw new Failure.Conflict(name + " is not " + length + " bytes long");
            }
            Files.createDirectories(folder.resolve(name.substring(0, name.indexOf('/'))));
            Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> names(String prefix) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(folder.relativize(file)))
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
