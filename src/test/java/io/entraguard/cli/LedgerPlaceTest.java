package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.cli.Shell.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses {@code guard audit verify} takes: the caller's token goes to storage accounts alone. */
class LedgerPlaceTest {
    private static Ran verify(String path) {
        return Shell.guard("audit", "verify", path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://account.blob.core.windows.net/ledger",
                "https://account.blob.core.windows.net",
                "https://account.blob.core.windows.net/",
                "https://account.blob.core.windows.net/ledger/guard",
                "https://account.blob.core.windows.net/Ledger",
                "https://account.blob.core.windows.net/l--r",
                "https://account.blob.core.windows.net/$logs",
                "https://account.blob.core.windows.net:8443/ledger",
                "https://user:password@account.blob.core.windows.net/ledger",
                "https://account.blob.core.windows.net/ledger#x",
                "https://account.table.core.windows.net/ledger",
                "https://account.blob/ledger",
                "https://account.blob.example/ledger",
                "https://account.blob.core.example/ledger",
                "https://account.blob.core.windows.net.example/ledger",
                "https://account.blob-core.windows.net/ledger",
                "https://a.example/account.blob.core.windows.net",
                "https://account.example/ledger",
                "https://blob.core.windows.net.example/ledger",
                "https://127.0.0.1/ledger",
                "https://localhost/devstoreaccount1/ledger",
                "http://10.0.0.1:10000/devstoreaccount1/ledger",
                "http://localhost:10000/ledger",
                "file:///tmp/ledger",
                "ftp://account.blob.core.windows.net/ledger",
                "https:///ledger",
                "https://a b/ledger",
                "://"
            })
    void another_address_than_a_containers_is_exit_code_2_before_anybody_is_asked(String address) {
        Ran ran = verify(address);
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .startsWith(address + ": this is not the address of a container;")
                .hasLineCount(1);
    }

    @Test
    void a_signature_is_neither_used_nor_shown() {
        Ran ran = verify("https://account.blob.core.windows.net/ledger?sv=2024-01-01&sig=SECRET");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .startsWith("https://account.blob.core.windows.net/ledger?...: this is not the address of a container;")
                .doesNotContain("SECRET");
    }

    @Test
    void an_address_cannot_steer_the_terminal() {
        assertThat(verify("https://\u001b[31m/x").err()).doesNotContain("\u001b");
    }

    @Test
    void an_emulator_is_reached_by_its_connection_string_alone() {
        Ran ran = verify("http://127.0.0.1:10000/devstoreaccount1/ledger");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("AzureWebJobsStorage must hold its connection string")
                .hasLineCount(1);
    }

    @Test
    void a_file_of_a_ledger_is_a_place_too_and_another_is_none(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "x");
        assertThat(verify(file.toString()).code()).isEqualTo(2);
        assertThat(verify(file.toString()).err()).contains("this holds no ledger");
    }
}
