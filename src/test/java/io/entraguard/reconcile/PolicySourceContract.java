package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.reconcile.PolicySource.Loaded;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link PolicySource} promises. */
public abstract class PolicySourceContract {
    /** A source whose file is not there yet, the same one each time within a test. */
    protected abstract PolicySource source() throws Exception;

    /** Puts these bytes in place of what the file holds. */
    protected abstract void put(byte[] bytes) throws Exception;

    /** Takes the file away. */
    protected abstract void remove() throws Exception;

    private void put(String text) throws Exception {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    private Loaded load() throws Exception {
        return source().load(Optional.empty()).orElseThrow();
    }

    private static String text(Loaded loaded) {
        return new String(loaded.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_file_that_is_not_there_is_a_failure() throws Exception {
        PolicySource source = source();
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> source.load(Optional.empty()));
        put("mode: ticket\n");
        String etag = load().etag();
        remove();
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> source.load(Optional.of(etag)));
    }

    @Test
    void the_bytes_come_as_they_are_whatever_they_say() throws Exception {
        byte[] bytes = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 0, 'a', '\r', '\n', (byte) 0xFF};
        put(bytes);
        assertThat(load().bytes()).isEqualTo(bytes);
    }

    @Test
    void a_version_that_is_known_does_not_come_again() throws Exception {
        put("mode: ticket\n");
        String etag = load().etag();
        assertThat(source().load(Optional.of(etag))).isEmpty();
        assertThat(text(load())).isEqualTo("mode: ticket\n");
    }

    @Test
    void another_version_comes_under_another_etag() throws Exception {
        put("mode: ticket\n");
        String etag = load().etag();
        put("mode: audits\n");
        Loaded other = source().load(Optional.of(etag)).orElseThrow();
        assertThat(text(other)).isEqualTo("mode: audits\n");
        assertThat(other.etag()).isNotEqualTo(etag);
    }

    @Test
    void an_empty_file_is_a_version_too() throws Exception {
        put("");
        assertThat(load().bytes()).isEmpty();
    }

    @Test
    void of_a_file_that_is_too_long_comes_enough_to_see_it() throws Exception {
        put(new byte[3_000_000]);
        assertThat(load().bytes()).hasSizeBetween(1_048_577, 3_000_000);
    }
}
