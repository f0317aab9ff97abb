package io.entraguard.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Azurite, Microsoft's storage emulator: one process for all tests of a JVM, on ports that were free, keeping everything
 * in its own memory. It runs from the folder that the system property {@code npm.directory} names, where
 * {@code src/test/npm/install} has put it, and ends with the JVM.
 */
public final class Azurite {
    private static final String ACCOUNT = "devstoreaccount1";

    /** The emulator's key, the same everywhere and no secret: it is printed in Azurite's README. */
    private static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /** Only there to end a wait that would otherwise last for ever. */
    private static final long START_SECONDS = 120;

    private static final Pattern LISTENING =
            Pattern.compile("Azurite (Blob|Queue|Table) service is successfully listening at http://127.0.0.1:(\\d+)");

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final String connectionString;

    private Azurite(Map<String, String> ports) {
        this.connectionString = "DefaultEndpointsProtocol=http;AccountName=" + ACCOUNT + ";AccountKey=" + KEY
                + ";BlobEndpoint=http://127.0.0.1:" + ports.get("Blob") + "/" + ACCOUNT
                + ";QueueEndpoint=http://127.0.0.1:" + ports.get("Queue") + "/" + ACCOUNT
                + ";TableEndpoint=http://127.0.0.1:" + ports.get("Table") + "/" + ACCOUNT;
    }

    private static final class Shared {
        private static final Azurite INSTANCE = start();
    }

    /** The one of this JVM, started by whoever asks first. */
    public static Azurite shared() {
        return Shared.INSTANCE;
    }

    /** What reaches all three services. */
    public String connectionString() {
        return connectionString;
    }

    /** A name for a table, queue or container that nobody else in this JVM uses. */
    public String freshName() {
        return "test" + NAMES.incrementAndGet();
    }

    private static Azurite start() {
        Path program = Path.of(System.getProperty("npm.directory", "target/npm"))
                .resolve("node_modules/azurite/dist/src/azurite.js");
        if (!Files.exists(program)) {
            throw new IllegalStateException(
                    program + " is not there; run bash src/test/npm/install target/npm, as ./mvnw verify does");
        }
        var command = new ArrayList<>(List.of("node", program.toString()));
        for (String service : List.of("blob", "queue", "table")) {
            command.addAll(List.of("--" + service + "Host", "127.0.0.1", "--" + service + "Port", "0"));
        }
        command.addAll(List.of("--inMemoryPersistence", "--silent", "--disableTelemetry"));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "azurite-end"));
            return new Azurite(ports(process));
        } catch (IOException e) {
            throw new UncheckedIOException("Node.js could not be started; it has to be on the PATH", e);
        }
    }

    private static Map<String, String> ports(Process process) {
        var ports = new CompletableFuture<Map<String, String>>();
        var reader = new Thread(() -> read(process, ports), "azurite-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return ports.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Azurite started", e);
        } catch (ExecutionException | TimeoutException e) {
            process.destroy();
            throw new IllegalStateException("Azurite did not start", e);
        }
    }

    /** Reads what it says to its end, so that it never waits for a reader, and picks out where it listens. */
    private static void read(Process process, CompletableFuture<Map<String, String>> ports) {
        var said = new ArrayList<String>();
        var found = new HashMap<String, String>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                var matcher = LISTENING.matcher(line);
                if (matcher.find()) {
                    found.put(matcher.group(1), matcher.group(2));
                }
                if (found.size() == 3) {
                    ports.complete(Map.copyOf(found));
                    said.clear();
                }
            }
            ports.completeExceptionally(new IOException("it ended: " + String.join(" / ", said)));
        } catch (IOException e) {
            ports.completeExceptionally(e);
        }
    }
}
