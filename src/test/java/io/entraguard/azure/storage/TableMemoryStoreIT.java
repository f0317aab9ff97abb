package io.entraguard.azure.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.MemoryStore;
import io.entraguard.reconcile.MemoryStoreContract;
import io.entraguard.testing.Azurite;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableMemoryStoreIT extends MemoryStoreContract {
    private final String table = Azurite.shared().freshName();
    private final MemoryStore store = new TableMemoryStore(AzuriteAccess.creating(), table);

    @Override
    protected MemoryStore store() {
        return store;
    }

    @Test
    void a_table_that_is_absent_and_may_not_be_created_ends_every_call() {
        var other = new TableMemoryStore(AzuriteAccess.creatingNothing(), table);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> other.load(MemoryStore.FLEET, "n"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("TableNotFound"));
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> other.save(MemoryStore.FLEET, "n", "t", Optional.empty()));
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> other.all(MemoryStore.FLEET));
    }

    @Test
    void two_stores_over_one_table_see_the_same_rows() {
        store.save(MemoryStore.FLEET, "n", "t", Optional.empty());
        var other = new TableMemoryStore(AzuriteAccess.creating(), table);
        assertThat(other.load(MemoryStore.FLEET, "n")).isEqualTo(store.load(MemoryStore.FLEET, "n"));
    }
}
