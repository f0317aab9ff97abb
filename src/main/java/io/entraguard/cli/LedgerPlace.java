package io.entraguard.cli;

import com.azure.core.http.HttpClient;
import com.azure.identity.DefaultAzureCredentialBuilder;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.storage.LedgerContainer;
import io.entraguard.azure.storage.StorageAccess;
import io.entraguard.model.ProgramVersion;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.LedgerAnchors;
import io.entraguard.reconcile.ledger.LedgerCheck;
import io.entraguard.reconcile.ledger.LedgerCheck.Result;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a ledger is: a folder, a file, or a container of a storage account. */
final class LedgerPlace {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Under the endings of Azure's own clouds alone: the caller's token goes nowhere else, whatever calls itself blob. */
    private static final Pattern HOST = Pattern.compile("[a-z0-9]{3,24}(\\.z[0-9]{1,3})?\\.blob\\."
            + "(core\\.windows\\.net|storage\\.azure\\.net|core\\.usgovcloudapi\\.net|core\\.chinacloudapi\\.cn)");

    private static final Pattern CONTAINER = Pattern.compile("/([a-z0-9](?:-?[a-z0-9]){2,62})/?");
    private static final Pattern EMULATED = Pattern.compile("(/[a-z0-9]{3,24})" + CONTAINER.pattern());

    private final String path;
    private final String shown;
    private final Surroundings surroundings;

    LedgerPlace(String path, Surroundings surroundings) {
        this.path = path;
        this.shown = Printable.line(path.replaceAll("\\?.*", "?...")); // what follows may be a signature
        this.surroundings = surroundings;
    }

    /** Its name for people. */
    String shown() {
        return shown;
    }

    /** Checks what is there, also against those anchors. */
    Result check(LedgerAnchors anchors) {
        return path.contains("://") ? container(anchors) : folder(anchors);
    }

    private Result folder(LedgerAnchors anchors) {
        try {
            Path folder = Path.of(path);
            if (!Files.exists(folder)) {
                throw new Unusable(shown + ": there is no such folder; check the path");
            }
            return LedgerCheck.folder(folder, anchors);
        } catch (InvalidPathException e) {
            throw new Unusable(shown + ": there is no such folder; check the path", e);
        } catch (IOException e) {
            throw new Unusable(shown + ": this folder cannot be read; check its permissions", e);
        }
    }

    private Result container(LedgerAnchors anchors) {
        try {
            return LedgerCheck.of(open().files(), anchors);
        } catch (Failure e) {
            throw new Unusable(
                    shown + ": this cannot be read (" + e.getMessage()
                            + "); check the address, and that you may read its blobs",
                    e);
        }
    }

    private LedgerContainer open() {
        try {
            URI uri = new URI(path);
            boolean plain = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            Optional<LedgerContainer> container = plain ? at(uri) : Optional.empty();
            return container.orElseThrow(this::noContainer);
        } catch (URISyntaxException e) {
            throw noContainer();
        }
    }

    private Unusable noContainer() {
        return new Unusable(shown + ": this is not the address of a container; give"
                + " https://ACCOUNT.blob.core.windows.net/CONTAINER without a signature, which is read as you");
    }

    private Optional<LedgerContainer> at(URI uri) throws URISyntaxException {
        HttpClient http = new AzureHttp(ProgramVersion.text(), PATIENCE).client();
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        Matcher emulated = EMULATED.matcher(uri.getRawPath());
        if ("http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(host) && emulated.matches()) {
            String connection = surroundings
                    .variable("AzureWebJobsStorage")
                    .orElseThrow(() -> new Unusable(
                            shown + ": for an emulator AzureWebJobsStorage must hold its connection string; set it"));
            String endpoint = "http://" + uri.getRawAuthority() + emulated.group(1);
            return Optional.of(new LedgerContainer(
                    StorageAccess.byConnectionStringAt(endpoint, connection, http, PATIENCE), emulated.group(2)));
        }
        Matcher container = CONTAINER.matcher(uri.getRawPath());
        if ("https".equalsIgnoreCase(uri.getScheme())
                && uri.getPort() < 0
                && HOST.matcher(host).matches()
                && container.matches()) {
            var credential =
                    new DefaultAzureCredentialBuilder().httpClient(http).build();
            return Optional.of(new LedgerContainer(
                    StorageAccess.byIdentity("https://" + host, credential, http, PATIENCE, false),
                    container.group(1)));
        }
        return Optional.empty();
    }
}
