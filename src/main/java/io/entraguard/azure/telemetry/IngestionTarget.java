package io.entraguard.azure.telemetry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where telemetry goes: the connection string of an Application Insights component, which shows nowhere. Immutable.
 */
public final class IngestionTarget {
    /** The exporter's own limit. */
    private static final int LONGEST = 4096;

    private static final String DEFAULT_ENDPOINT = "https://dc.services.visualstudio.com";
    private static final Pattern GUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final String connectionString;
    private final String host;

    private IngestionTarget(String connectionString, String host) {
        this.connectionString = connectionString;
        this.host = host;
    }

    /**
     * The target that a connection string names.
     *
     * @throws IllegalArgumentException saying what is wrong with it, without an echo of it
     */
    public static IngestionTarget of(String connectionString) {
        if (connectionString.length() > LONGEST) {
            throw new IllegalArgumentException("is longer than " + LONGEST + " characters");
        }
        Map<String, String> parts = parts(connectionString);
        if (!GUID.matcher(parts.getOrDefault("InstrumentationKey", "")).matches()) {
            throw new IllegalArgumentException("has no InstrumentationKey that is a GUID");
        }
        String suffix = parts.getOrDefault("EndpointSuffix", "");
        String endpoint = suffix.isEmpty() ? DEFAULT_ENDPOINT : "https://dc." + suffix;
        URI uri = uri(parts.getOrDefault("IngestionEndpoint", endpoint))
                .orElseThrow(() -> new IllegalArgumentException("names no usable IngestionEndpoint"));
        return new IngestionTarget(connectionString, uri.getHost());
    }

    /** As the exporter reads it: whatever is not one name and one value is left out, names are of any case. */
    private static Map<String, String> parts(String connectionString) {
        var parts = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String part : connectionString.split(";")) {
            String[] pair = part.split("=");
            if (pair.length == 2) {
                parts.put(pair[0], pair[1]);
            }
        }
        return parts;
    }

    /** An https endpoint, or an http one on this machine: audit events are not for others to read. */
    private static Optional<URI> uri(String endpoint) {
        try {
            URI uri = new URI(endpoint);
            return uri.getHost() != null && uri.getRawUserInfo() == null && safe(uri)
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Whether what is sent there can be read on the way by nobody. */
    static boolean safe(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme())
                || "http".equalsIgnoreCase(uri.getScheme())
                        && uri.getHost() != null
                        && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
    }

    /** The string itself. */
    String connectionString() {
        return connectionString;
    }

    @Override
    public String toString() {
        return "IngestionTarget[" + host + "]";
    }
}
