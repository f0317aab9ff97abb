package io.entraguard.lab;

import io.entraguard.model.Sha256;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.PolicyInForce;
import io.entraguard.reconcile.PolicySource;
import java.time.Duration;
import java.util.Optional;

/** The policy file of a run, in memory. Thread-safe. */
final class LabPolicy implements PolicySource {
    /** What the program calls it. */
    static final String PLACE = "policy.yaml";

    private volatile Optional<byte[]> file;

    /**
     * A file with these bytes.
     *
     * @throws PolicyFile.Invalid where they are no policy: a run begins with one
     */
    LabPolicy(byte[] first) {
        PolicyFile.read(first);
        this.file = Optional.of(first.clone());
    }

    /** Puts other bytes in place of the file's, a policy or not. */
    void replace(byte[] bytes) {
        file = Optional.of(bytes.clone());
    }

    /** Takes the file away. */
    void remove() {
        file = Optional.empty();
    }

    /** Lets a guard have run under the first policy before the run, so that it begins without news of the policy. */
    void knownTo(LabStores stores) {
        new PolicyInForce(this, PLACE, stores.memory(), events -> {}, stores.clock(), Duration.ZERO).get();
    }

    @Override
    public Optional<Loaded> load(Optional<String> etag) {
        byte[] bytes = file.orElseThrow(() -> new Failure.Terminal("unreadable", PLACE + " is not there"));
        String version = Sha256.hex(bytes);
        return etag.equals(Optional.of(version)) ? Optional.empty() : Optional.of(new Loaded(bytes.clone(), version));
    }
}
