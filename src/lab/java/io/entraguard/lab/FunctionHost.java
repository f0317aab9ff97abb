package io.entraguard.lab;

import com.microsoft.azure.functions.OutputBinding;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.entraguard.functions.ClusterEvents;
import io.entraguard.lab.faces.LabWorkQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The Functions host, as far as the Event Grid webhook goes: one invocation of {@code ClusterEvents} for each event of a
 * body, 202 where all went well, 500 for the whole body where one did not. Listens on the loopback address.
 */
final class FunctionHost implements AutoCloseable {
    private static final String WEBHOOK = "/runtime/webhooks/EventGrid";

    private final HttpServer server;
    private final ExecutorService threads;
    private volatile ClusterEvents clusterEvents;
    private final LabWorkQueue queue;
    private final AtomicInteger invocations = new AtomicInteger();

    private FunctionHost(HttpServer server, ClusterEvents clusterEvents, LabWorkQueue queue) {
        this.server = server;
        this.clusterEvents = clusterEvents;
        this.queue = queue;
        this.threads = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, "function-host");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::answer);
    }

    static FunctionHost start(ClusterEvents clusterEvents, LabWorkQueue queue) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var host = new FunctionHost(server, clusterEvents, queue);
            server.start();
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException("the lab could not open a local port", e);
        }
    }

    URI webhook() {
        return URI.create(
                "http://127.0.0.1:" + server.getAddress().getPort() + WEBHOOK + "?functionName=ClusterEvents");
    }

    /** Puts a new instance in the place of the one that was lost. */
    void restart(ClusterEvents fresh) {
        clusterEvents = fresh;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status = exchange.getRequestURI().getPath().equalsIgnoreCase(WEBHOOK) ? deliver(body) : 404;
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private int deliver(String body) {
        boolean failed = false;
        List<String> events = EventArrays.split(body);
        for (String event : events) {
            failed |= !invoke(event);
        }
        return failed ? 500 : 202;
    }

    private boolean invoke(String event) {
        var output = new Output();
        try {
            clusterEvents.run(event, output, new LabContext("ClusterEvents", "lab-" + invocations.incrementAndGet()));
            String message = output.value;
            if (message != null) {
                queue.put(message);
            }
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** The queue output binding of one invocation. */
    private static final class Output implements OutputBinding<String> {
        private @Nullable String value;

        @Override
        @SuppressWarnings("NullAway") // the binding's own contract: null where nothing was set
        public String getValue() {
            return value;
        }

        @Override
        public void setValue(String set) {
            value = set;
        }
    }
}
