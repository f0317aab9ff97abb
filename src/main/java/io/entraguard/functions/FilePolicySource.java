package io.entraguard.functions;

import io.entraguard.model.Sha256;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.PolicySource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The policy file on a disk or among the app's class path resources. Its versions are told apart by their bytes, since
 * times and lengths may lie; of a file that is too long for a policy only so much is read that this shows. Thread-safe.
 */
final class FilePolicySource implements PolicySource {
    private final String place;
    private final Opening opening;

    /** Opens the file anew. */
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException;
    }

    /**
     * A file.
     *
     * @param place its name for people
     */
    FilePolicySource(String place, Opening opening) {
        this.place = place;
        this.opening = opening;
    }

    static FilePolicySource of(Path file) {
        return new FilePolicySource(file.toString(), () -> Files.newInputStream(file));
    }

    @Override
    public Optional<Loaded> load(Optional<String> etag) {
        try (InputStream file = opening.open()) {
            byte[] bytes = file.readNBytes(PolicyFile.LARGEST + 1);
            String version = Sha256.hex(bytes);
            return etag.equals(Optional.of(version)) ? Optional.empty() : Optional.of(new Loaded(bytes, version));
        } catch (IOException e) {
            throw new Failure.Terminal("unreadable", "there is no file " + place + " that the app may read");
        }
    }
}
