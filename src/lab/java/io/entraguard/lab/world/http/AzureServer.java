package io.entraguard.lab.world.http;

import com.azure.core.http.HttpClient;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.entraguard.lab.world.ArmWrite;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.lab.world.Faults;
import io.entraguard.lab.world.Json;
import io.entraguard.lab.world.Refusal;
import io.entraguard.lab.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The simulated Azure's HTTP server on a free local port: ARM at {@link #arm()}, Microsoft Graph at {@link #graph()}.
 * Requests are served one at a time, each at the world's instant; credentials are neither asked for nor read.
 *
 * <p>A request that a {@link Fault} hits gets no answer in three of four kinds; the connection is then closed, which the
 * JDK's HTTP client reports as an {@link IOException}. That client sends a GET once more by itself where a connection
 * that it had used before closes without an answer: a single {@code reset} of a GET can thus pass unseen. Each sending
 * counts as a request here.
 */
public final class AzureServer implements AutoCloseable {
    static {
        // Else the server's two small writes for each answer meet Nagle's algorithm and cost 40 ms; read once, at its
        // first use.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final Logger LOG = System.getLogger(AzureServer.class.getName());

    private final World world;
    private final Faults faults;
    private final Settings settings;
    private final HttpServer server;
    private final ExecutorService workers = Executors.newFixedThreadPool(4, AzureServer::daemon);
    private final List<Route> routes;
    private final Map<String, Integer> calls = new TreeMap<>();
    private final List<Traced> traced = new ArrayList<>();

    /** A request that said which trace it belongs to. */
    public record Traced(String method, String path, String traceparent) {}

    /**
     * How the server behaves.
     *
     * @param pageSize entries in a page of ARM's lists and of the Activity Log
     * @param hold how long a {@code timeout} keeps the connection open in real time: longer than any client waits
     */
    public record Settings(int pageSize, Duration hold) {
        public static final Settings USUAL = new Settings(100, Duration.ofSeconds(3));
    }

    private AzureServer(World world, Faults faults, Settings settings, HttpServer server) {
        this.world = world;
        this.faults = faults;
        this.settings = settings;
        this.server = server;
        Links links = new Links(arm());
        this.routes = List.of(
                new ClusterRoutes(world, settings.pageSize(), links),
                new MaintenanceRoute(world),
                new ResourceGraphRoute(world),
                new ActivityRoute(world, settings.pageSize(), links),
                new DirectoryRoutes(world, links),
                new TagsRoutes(world));
    }

    public static AzureServer start(World world, Faults faults, Settings settings) {
        try {
            HttpServer http =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
            var server = new AzureServer(world, faults, settings, http);
            http.setExecutor(server.workers);
            http.createContext("/", server::handle);
            http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated Azure found no local port", e);
        }
    }

    /** Where ARM, Resource Graph and the Activity Log are. */
    public URI arm() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Where Microsoft Graph is; its version comes below. */
    public URI graph() {
        return arm().resolve("/graph");
    }

    /** How many requests came, by method and target: {@code "GET arm"}, {@code "POST graph"}. */
    public Map<String, Integer> calls() {
        synchronized (world) {
            return Map.copyOf(calls);
        }
    }

    /** The requests that said which trace they belong to, in order. */
    public List<Traced> traced() {
        synchronized (world) {
            return List.copyOf(traced);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    /** A client whose requests come here without a socket, for plays that are many and not about the network. */
    public HttpClient direct() {
        return new DirectClient(request -> take(request).answer());
    }

    private void handle(HttpExchange exchange) throws IOException {
        Ending ending = take(Request.read(exchange));
        if (ending.answer().isPresent()) {
            send(exchange, ending.answer().get());
        } else if (ending.held().isZero()) {
            exchange.close();
        } else {
            CompletableFuture.delayedExecutor(ending.held().toMillis(), TimeUnit.MILLISECONDS, workers)
                    .execute(exchange::close);
        }
    }

    private Ending take(Request request) {
        synchronized (world) {
            world.runDue();
            calls.merge(request.method() + " " + target(request).word(), 1, Integer::sum);
            request.header()
                    .apply("traceparent")
                    .ifPresent(from -> traced.add(new Traced(request.method(), request.path(), from)));
            return fault(request).map(fault -> failing(fault, request)).orElseGet(() -> answered(request));
        }
    }

    /**
     * How an exchange ends.
     *
     * @param answer what is sent back; where it is empty, the connection is closed instead
     * @param held how long after the request it is closed, in real time
     */
    private record Ending(Optional<Answer> answer, Duration held) {
        static Ending with(Answer answer) {
            return new Ending(Optional.of(answer), Duration.ZERO);
        }

        static Ending without(Duration held) {
            return new Ending(Optional.empty(), held);
        }
    }

    private Ending answered(Request request) {
        Answer answer = answer(request);
        note(request, Optional.of(answer.status()), answer.applied());
        return Ending.with(answer);
    }

    private Ending failing(Fault fault, Request request) {
        return fault.failure().on(new Fault.Cases<>() {
            @Override
            public Ending answered(Fault.Answered answered) {
                note(request, Optional.of(answered.status()), false);
                return Ending.with(FaultAnswers.of(answered, request));
            }

            @Override
            public Ending timeout() {
                note(request, Optional.empty(), false);
                return Ending.without(settings.hold());
            }

            @Override
            public Ending reset() {
                note(request, Optional.empty(), false);
                return Ending.without(Duration.ZERO);
            }

            @Override
            public Ending lostResponse() {
                note(request, Optional.empty(), answer(request).applied());
                return Ending.without(Duration.ZERO);
            }
        });
    }

    private Answer answer(Request request) {
        try {
            return routes.stream()
                    .flatMap(route -> route.answer(request).stream())
                    .findFirst()
                    .orElseGet(() -> Answer.error(Refusal.arm(
                            404,
                            "InvalidResourceType",
                            "The lab's Azure does not serve " + request.method() + " there.")));
        } catch (Refusal refusal) {
            return Answer.error(refusal);
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "the simulated Azure failed at " + request.method() + " " + request.path(), e);
            return Answer.error(Refusal.arm(500, "InternalServerError", "The lab's Azure failed: see its log."));
        }
    }

    private Optional<Fault> fault(Request request) {
        Target target = target(request);
        return target == Target.ARM
                ? faults.take(target, request.method(), request.path())
                : faults.take(target, request.method(), request.pathAndQuery())
                        .or(() -> faults.takeNamed(Target.ARM, request.method(), request.path()));
    }

    private static Target target(Request request) {
        if (request.lowerPath().startsWith("/graph/") || request.lowerPath().equals(ResourceGraphRoute.PATH)) {
            return Target.GRAPH;
        }
        return ActivityRoute.PATH.matcher(request.path()).matches() ? Target.ACTIVITY : Target.ARM;
    }

    /** Queries of Resource Graph are POSTs but no writes, and Microsoft Graph is not ARM. */
    private void note(Request request, Optional<Integer> status, boolean applied) {
        if (!request.is("GET") && target(request) != Target.GRAPH) {
            world.note(new ArmWrite(
                    world.clock().instant(),
                    request.method(),
                    request.path(),
                    request.header().apply("If-Match"),
                    Json.object(request.body()),
                    status,
                    applied));
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "simulated-azure");
        thread.setDaemon(true);
        return thread;
    }
}
