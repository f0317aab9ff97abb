package io.entraguard.azure.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.ledger.Continued;
import io.entraguard.reconcile.ledger.Ledger;
import io.entraguard.reconcile.ledger.LedgerAnchors;
import io.entraguard.reconcile.ledger.LedgerCheck;
import io.entraguard.reconcile.ledger.LedgerCheck.Source;
import io.entraguard.testing.Azurite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class LedgerContainerIT {
    private static final Instant AT = Instant.parse("2026-01-05T09:00:00Z");
    private static final int BLOCK = 4 * 1024 * 1024;

    private final String name = Azurite.shared().freshName();
    private final AppendBlobs blobs = new LedgerBlobs(AzuriteAccess.creating(), name);
    private final LedgerContainer container = new LedgerContainer(AzuriteAccess.creatingNothing(), name);

    private static void append(Ledger ledger, String message) {
        Map<String, Object> event = Map.of("time", AT.toEpochMilli(), "message", message);
        ledger.append(Optional.empty(), AT, List.of(event), Continued::in);
    }

    private static byte[] read(SortedMap<String, Source> files, String file) throws IOException {
        try (InputStream bytes = Objects.requireNonNull(files.get(file)).open()) {
            return bytes.readAllBytes();
        }
    }

    @Test
    void a_ledger_is_checked_where_it_stands() {
        var ledger = new Ledger(blobs);
        append(ledger, "a");
        append(ledger, "b");
        assertThat(LedgerCheck.of(container.files(), LedgerAnchors.NONE))
                .isEqualTo(new LedgerCheck.Result.Intact(1, 2, 0));
        blobs.append("notes.txt", new byte[] {'x'}, 0);
        assertThat(LedgerCheck.of(container.files(), LedgerAnchors.NONE))
                .isInstanceOfSatisfying(
                        LedgerCheck.Result.Broken.class,
                        broken -> assertThat(broken.faults())
                                .singleElement()
                                .hasToString("notes.txt: does not belong to a ledger"));
    }

    @Test
    void a_blob_that_is_longer_than_one_piece_comes_whole_and_may_be_read_twice() throws IOException {
        var random = new Random(7);
        var all = new byte[2 * BLOCK + 17];
        random.nextBytes(all);
        for (int from = 0; from < all.length; from += BLOCK) {
            blobs.append("b", java.util.Arrays.copyOfRange(all, from, Math.min(all.length, from + BLOCK)), from);
        }
        SortedMap<String, Source> files = container.files();
        assertThat(read(files, "b")).isEqualTo(all);
        assertThat(read(files, "b")).isEqualTo(all);
    }

    @Test
    void single_bytes_and_no_bytes_are_read_as_a_stream_promises() throws IOException {
        blobs.append("b", new byte[] {(byte) 0xff, 1}, 0);
        try (InputStream bytes =
                Objects.requireNonNull(container.files().get("b")).open()) {
            assertThat(bytes.read(new byte[4], 0, 0)).isZero();
            assertThat(bytes.read()).isEqualTo(0xff);
            assertThat(bytes.read(new byte[4], 1, 3)).isEqualTo(1);
            assertThat(bytes.read()).isEqualTo(-1);
            assertThat(bytes.read(new byte[4], 0, 4)).isEqualTo(-1);
        }
    }

    @Test
    void an_empty_blob_is_an_empty_file() throws IOException {
        blobs.append("b", new byte[] {1}, 0); // which makes the container
        AzuriteAccess.creating()
                .container(name)
                .getBlobClient("e")
                .getAppendBlobClient()
                .create();
        assertThat(read(container.files(), "e")).isEmpty();
    }

    @Test
    void what_is_appended_while_it_is_read_waits_for_the_next_check() throws IOException {
        blobs.append("b", "one\n".getBytes(StandardCharsets.UTF_8), 0);
        try (InputStream bytes =
                Objects.requireNonNull(container.files().get("b")).open()) {
            blobs.append("b", "two\n".getBytes(StandardCharsets.UTF_8), 4);
            assertThat(bytes.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("one\n");
        }
    }

    @Test
    void a_container_that_is_absent_is_a_failure_and_is_not_made() {
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(Failure.Terminal.class)
                    .isThrownBy(container::files)
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo("ContainerNotFound"));
        }
    }

    @Test
    void a_blob_that_went_away_after_the_listing_is_a_failure_and_no_empty_file() {
        blobs.append("b", new byte[] {1}, 0);
        Source source = Objects.requireNonNull(container.files().get("b"));
        AzuriteAccess.creating().container(name).getBlobClient("b").delete();
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(source::open);
    }
}
