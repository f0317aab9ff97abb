package io.entraguard.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Keeps the page of a finished run up on {@code http://localhost:7071/api/console}, for this machine only. */
final class ConsoleServer {
    private static final int PORT = 7071;
    private static final String PATH = "/api/console";

    private ConsoleServer() {}

    /** Serves until the process is interrupted; gives the page's address. */
    static String start(String page) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
            server.createContext("/", exchange -> answer(exchange, page));
            server.start();
            return "http://localhost:" + PORT + PATH;
        } catch (BindException e) {
            throw new UncheckedIOException("port " + PORT + " is taken; stop what listens there", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the console could not be served", e);
        }
    }

    private static void answer(HttpExchange exchange, String page) throws IOException {
        try (exchange) {
            boolean found = exchange.getRequestURI().getPath().equals(PATH)
                    && exchange.getRequestMethod().equals("GET");
            byte[] body = (found ? page : "").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(found ? 200 : 404, body.length == 0 ? -1 : body.length);
            if (found) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
