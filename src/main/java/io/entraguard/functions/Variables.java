package io.entraguard.functions;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Environment variables read as what they mean; whatever is not allowed is refused in one sentence. */
final class Variables {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final Map<String, String> environment;

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The value; empty where it is not given or blank. */
    Optional<String> text(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** One of an enum's words, with hyphens for its underscores. */
    <E extends Enum<E>> E word(String name, E otherwise) {
        Optional<String> given = text(name);
        if (given.isEmpty()) {
            return otherwise;
        }
        E[] all = otherwise.getDeclaringClass().getEnumConstants();
        return Arrays.stream(all)
                .filter(one -> word(one).equalsIgnoreCase(given.get()))
                .findFirst()
                .orElseThrow(() -> invalid(
                        name,
                        "is " + quoted(given.get()),
                        "allowed are " + Arrays.stream(all).map(Variables::word).collect(Collectors.joining(", "))));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A value of that form. */
    Optional<String> matching(String name, Pattern form, String allowed) {
        Optional<String> given = text(name);
        given.filter(value -> !form.matcher(value).matches()).ifPresent(value -> {
            throw invalid(name, "is " + quoted(value), "give " + allowed);
        });
        return given;
    }

    /** A list of values of that form, with commas between. */
    List<String> list(String name, Pattern form, String allowed) {
        List<String> given = Pattern.compile(",")
                .splitAsStream(text(name).orElse(""))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
        given.stream().filter(item -> !form.matcher(item).matches()).findFirst().ifPresent(item -> {
            throw invalid(name, "holds " + quoted(item), "give " + allowed + " with commas between them");
        });
        return given;
    }

    /** A URL without a path's last slash: https, or http on this machine. */
    URI endpoint(String name, String otherwise) {
        String given = text(name).orElse(otherwise);
        try {
            URI uri = new URI(given.replaceAll("/+$", ""));
            boolean plain = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (plain && ("https".equalsIgnoreCase(uri.getScheme()) || isLoopback(uri))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Refused below, like anything else that is no endpoint.
        }
        throw invalid(
                name,
                "is not a usable endpoint",
                "give an https URL without user, query or fragment, or an http one on localhost");
    }

    /** A URL as {@link #endpoint} takes it, where one is given. */
    Optional<URI> url(String name) {
        return text(name).map(given -> endpoint(name, given));
    }

    /** A secret; in Azure the platform has put the vault's value in the place of a reference to it. */
    Optional<Secret> secret(String name) {
        Optional<String> given = text(name);
        given.filter(value -> value.startsWith("@Microsoft.KeyVault")).ifPresent(reference -> {
            throw invalid(
                    name,
                    "is a Key Vault reference that could not be resolved",
                    "see whether the vault holds that secret and the app's identity has the role Key Vault Secrets User");
        });
        return given.map(Secret::new);
    }

    /** Whether that is plain http on this machine. */
    static boolean isLoopback(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme())
                && uri.getHost() != null
                && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
    }

    /** A whole number between these bounds, both included. */
    int number(String name, int otherwise, int least, int most) {
        String given = text(name).orElse(Integer.toString(otherwise));
        if (NUMBER.matcher(given).matches()) {
            int number = Integer.parseInt(given);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw invalid(name, "is " + quoted(given), "give a whole number from " + least + " to " + most);
    }

    /** A duration above zero. */
    Duration duration(String name, Duration otherwise, Duration longest) {
        String given = text(name).orElse(otherwise.toString());
        try {
            Duration duration = Duration.parse(given);
            if (!duration.isNegative() && !duration.isZero() && duration.compareTo(longest) <= 0) {
                return duration;
            }
        } catch (DateTimeException e) {
            // Refused below, like a duration out of bounds.
        }
        throw invalid(
                name,
                "is " + quoted(given),
                "give an ISO 8601 duration above zero and up to " + longest + ", such as " + otherwise);
    }

    /** A file's path; whether the file is there shows when it is read. */
    Optional<Path> path(String name) {
        try {
            return text(name).map(Path::of);
        } catch (InvalidPathException e) {
            throw invalid(name, "is not a path", "give the path of a policy file, or the https URL of a blob");
        }
    }

    static IllegalArgumentException invalid(String name, String problem, String allowed) {
        return new IllegalArgumentException(name + " " + problem + ": " + allowed + ".");
    }

    /** Short and printable, since a wrong value may be anything. */
    private static String quoted(String value) {
        String printable = value.replaceAll("\\P{Print}", "?");
        return '"' + (printable.length() > 80 ? printable.substring(0, 80) + "…" : printable) + '"';
    }
}
