package io.entraguard.functions;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the policy file is, as {@code GUARD_POLICY} says it. */
sealed interface PolicyPlace {
    /** Calls the case that fits. */
    <R> R match(Cases<R> cases);

    /** One method for each variant. */
    interface Cases<R> {
        R packaged(Packaged place);

        R file(File place);

        R blob(Blob place);
    }

    /** What comes with the app: its own {@code policy.yaml}, else the built-in example. */
    record Packaged() implements PolicyPlace {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.packaged(this);
        }
    }

    /** A file that the app can see. */
    record File(Path path) implements PolicyPlace {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.file(this);
        }
    }

    /**
     * A blob.
     *
     * @param endpoint of the account's blob service; http only for an emulator on this machine
     */
    record Blob(URI endpoint, String container, String name) implements PolicyPlace {
        /** {@code /container/name}: only characters that stand for themselves in a URL. */
        private static final String REST = "/([a-z0-9$][a-z0-9-]{0,62})/([A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*)";

        /** A storage account's own names alone: the guard's token for storage goes nowhere else. */
        private static final Pattern HOST = Pattern.compile("[a-z0-9]{3,24}(\\.z[0-9]{1,3})?\\.blob(\\.[a-z0-9-]+)+");

        private static final Pattern PATH = Pattern.compile(REST);
        private static final Pattern EMULATED = Pattern.compile("(/[a-z0-9]{3,24})" + REST);

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.blob(this);
        }

        /** The whole address. */
        @Override
        public String toString() {
            return endpoint + "/" + container + "/" + name;
        }

        /** The blob of that URL; empty where it is no such URL. A query may be a signature, which is a secret. */
        static Optional<Blob> of(String url) {
            try {
                URI uri = new URI(url);
                if (uri.getHost() == null
                        || uri.getRawUserInfo() != null
                        || uri.getRawQuery() != null
                        || uri.getRawFragment() != null) {
                    return Optional.empty();
                }
                return Variables.isLoopback(uri) ? emulated(uri) : atAzure(uri);
            } catch (URISyntaxException e) {
                return Optional.empty();
            }
        }

        private static Optional<Blob> atAzure(URI uri) throws URISyntaxException {
            String host = uri.getHost().toLowerCase(Locale.ROOT);
            Matcher path = PATH.matcher(uri.getRawPath());
            return "https".equalsIgnoreCase(uri.getScheme())
                            && uri.getPort() < 0
                            && HOST.matcher(host).matches()
                            && path.matches()
                    ? Optional.of(new Blob(new URI("https://" + host), path.group(1), path.group(2)))
                    : Optional.empty();
        }

        private static Optional<Blob> emulated(URI uri) throws URISyntaxException {
            Matcher path = EMULATED.matcher(uri.getRawPath());
            return path.matches()
                    ? Optional.of(new Blob(
                            new URI("http://" + uri.getRawAuthority() + path.group(1)), path.group(2), path.group(3)))
                    : Optional.empty();
        }
    }

    /** The place that the variable names. */
    static PolicyPlace of(Variables variables, StorageAccount account) {
        Optional<String> given = variables.text("GUARD_POLICY");
        if (given.isEmpty()) {
            return new Packaged();
        }
        if (!given.get().contains("://")) {
            return new File(variables.path("GUARD_POLICY").orElseThrow());
        }
        Blob blob = Blob.of(given.get())
                .orElseThrow(() -> Variables.invalid(
                        "GUARD_POLICY",
                        "is a URL, but not that of a policy file in a blob",
                        "give https://ACCOUNT.blob.core.windows.net/CONTAINER/policy.yaml without a signature, which the"
                                + " guard reads with its own identity"));
        if (Variables.isLoopback(blob.endpoint()) && !(account instanceof StorageAccount.ByKey)) {
            throw Variables.invalid(
                    "GUARD_POLICY",
                    "names a blob of an emulator on this machine, but AzureWebJobsStorage is no connection string",
                    "give the emulator's connection string there");
        }
        return blob;
    }
}
