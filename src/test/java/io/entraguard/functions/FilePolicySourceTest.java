package io.entraguard.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.PolicySource;
import io.entraguard.reconcile.PolicySourceContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePolicySourceTest extends PolicySourceContract {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("policy.yaml");
    }

    @Override
    protected PolicySource source() {
        return FilePolicySource.of(file());
    }

    @Override
    protected void put(byte[] bytes) throws IOException {
        Files.write(file(), bytes);
    }

    @Override
    protected void remove() throws IOException {
        Files.delete(file());
    }

    @Test
    void a_folder_is_no_file() {
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> FilePolicySource.of(folder).load(Optional.empty()))
                .withMessage("there is no file " + folder + " that the app may read");
    }

    @Test
    void the_file_beside_the_app_comes_before_its_resource_and_that_before_the_example() throws Exception {
        Path elsewhere = folder.resolve("resource.yaml");
        Files.writeString(elsewhere, "resource");
        var resource = Optional.of(elsewhere.toUri().toURL());
        var here = Optional.of(folder);

        assertThat(bytes(PackagedPolicy.find(here, Optional.empty()))).isEqualTo(PolicyFile.example());
        assertThat(bytes(PackagedPolicy.find(Optional.empty(), resource)))
                .asString()
                .isEqualTo("resource");
        assertThat(bytes(PackagedPolicy.find(here, resource))).asString().isEqualTo("resource");

        Files.writeString(file(), "beside");
        assertThat(bytes(PackagedPolicy.find(here, resource))).asString().isEqualTo("beside");
        assertThat(PackagedPolicy.find(here, resource).place()).isEqualTo(file().toString());
    }

    @Test
    void the_program_as_it_is_comes_with_the_example() {
        assertThat(PackagedPolicy.find().place()).isEqualTo("the built-in example policy");
    }

    private static byte[] bytes(PackagedPolicy.Found found) {
        return found.source().load(Optional.empty()).orElseThrow().bytes();
    }
}
