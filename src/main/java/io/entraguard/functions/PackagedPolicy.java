package io.entraguard.functions;

import io.entraguard.policy.PolicyFile;
import java.io.ByteArrayInputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** The policy that comes with the app: {@code policy.yaml} beside its jar, else among its resources, else the built-in example. */
final class PackagedPolicy {
    private static final String NAME = "policy.yaml";
    private static final String EXAMPLE = "the built-in example policy";

    private PackagedPolicy() {}

    /**
     * A policy's source and what people call it.
     *
     * @param place a path, or words
     */
    record Found(FilePolicySource source, String place) {}

    /** What is there now. */
    static Found find() {
        return find(folder(), Optional.ofNullable(PackagedPolicy.class.getResource("/" + NAME)));
    }

    static Found find(Optional<Path> folder, Optional<URL> resource) {
        Optional<Path> beside = folder.map(app -> app.resolve(NAME)).filter(Files::isRegularFile);
        if (beside.isPresent()) {
            return new Found(FilePolicySource.of(beside.get()), beside.get().toString());
        }
        return resource.map(url -> found("the app's own " + NAME, url::openStream))
                .orElseGet(() -> found(EXAMPLE, () -> new ByteArrayInputStream(PolicyFile.example())));
    }

    private static Found found(String place, FilePolicySource.Opening opening) {
        return new Found(new FilePolicySource(place, opening), place);
    }

    /** Where the app's jar lies, which is the folder that holds host.json too. */
    private static Optional<Path> folder() {
        try {
            CodeSource code = PackagedPolicy.class.getProtectionDomain().getCodeSource();
            return code == null
                    ? Optional.empty()
                    : Optional.ofNullable(Path.of(code.getLocation().toURI()).getParent());
        } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            return Optional.empty(); // loaded from somewhere that is no folder
        }
    }
}
