package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.reconcile.MemoryStore.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link MemoryStore} promises. */
public abstract class MemoryStoreContract {
    private static final String NAME = "/subscriptions/s/resourcegroups/rg/providers/p/managedclusters/c";

    /** A store without rows, the same one each time within a test. */
    protected abstract MemoryStore store();

    private String insert(String name, String text) {
        return store().save(MemoryStore.CLUSTERS, name, text, Optional.empty());
    }

    private Optional<Row> load(String name) {
        return store().load(MemoryStore.CLUSTERS, name);
    }

    @Test
    void a_row_that_was_never_saved_is_absent() {
        assertThat(load(NAME)).isEmpty();
        assertThat(store().all(MemoryStore.CLUSTERS)).isEmpty();
    }

    @Test
    void a_saved_row_comes_back_with_its_etag() {
        String etag = insert(NAME, "text");
        assertThat(load(NAME)).contains(new Row(NAME, "text", etag));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "a/b\\c#d?e",
                "it's \"quoted\" & <more>",
                "%2F+",
                "\t\n\u0000\u0085",
                "Z\u00fcrich \ud83d\ude00",
                "odata.etag"
            })
    void any_string_may_be_a_name(String name) {
        String etag = insert(name, "its text");
        insert(name + "x", "another's");
        assertThat(load(name)).contains(new Row(name, "its text", etag));
    }

    @Test
    void names_are_told_apart_by_case() {
        insert("a", "lower");
        insert("A", "upper");
        assertThat(load("a").orElseThrow().text()).isEqualTo("lower");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 29_999, 30_000, 30_001, 60_000, 500_000})
    void text_of_any_length_comes_back(int length) {
        insert(NAME, "x".repeat(length));
        assertThat(load(NAME).orElseThrow().text()).isEqualTo("x".repeat(length));
    }

    @Test
    void text_of_any_characters_comes_back() {
        String text =
                "\ud83d\ude00\u20ac\"\\\n\u0001\u0000<&> ".repeat(100); // Azurite garbles what it gets in two pieces
        insert(NAME, text);
        assertThat(load(NAME).orElseThrow().text()).isEqualTo(text);
    }

    @Test
    void no_character_is_lost_where_a_long_text_is_cut() {
        for (int i = 0; i < 3; i++) {
            String text = "x".repeat(29_998 + i) + "\ud83d\ude00" + "x".repeat(29_998) + "\ud83d\ude00";
            insert(NAME + i, text);
            assertThat(load(NAME + i).orElseThrow().text()).isEqualTo(text);
        }
    }

    @Test
    void a_row_that_is_there_is_not_saved_as_new() {
        String etag = insert(NAME, "first");
        assertThatExceptionOfType(Failure.Conflict.class).isThrownBy(() -> insert(NAME, "second"));
        assertThat(load(NAME)).contains(new Row(NAME, "first", etag));
    }

    @Test
    void a_row_is_replaced_while_it_carries_the_etag_that_was_read() {
        String first = insert(NAME, "x".repeat(70_000));
        String second = store().save(MemoryStore.CLUSTERS, NAME, "short", Optional.of(first));
        assertThat(second).isNotEqualTo(first);
        assertThat(load(NAME)).contains(new Row(NAME, "short", second));
        assertThatExceptionOfType(Failure.Conflict.class)
                .isThrownBy(() -> store().save(MemoryStore.CLUSTERS, NAME, "late", Optional.of(first)));
        assertThat(load(NAME)).contains(new Row(NAME, "short", second));
    }

    @Test
    void a_row_is_deleted_while_it_carries_the_etag_that_was_read() {
        String first = insert(NAME, "a");
        String second = store().save(MemoryStore.CLUSTERS, NAME, "b", Optional.of(first));
        assertThatExceptionOfType(Failure.Conflict.class)
                .isThrownBy(() -> store().delete(MemoryStore.CLUSTERS, NAME, first));
        store().delete(MemoryStore.CLUSTERS, NAME, second);
        assertThat(load(NAME)).isEmpty();
    }

    @Test
    void a_row_that_is_gone_is_neither_replaced_nor_deleted() {
        String etag = insert(NAME, "a");
        store().delete(MemoryStore.CLUSTERS, NAME, etag);
        assertThatExceptionOfType(Failure.Conflict.class)
                .isThrownBy(() -> store().save(MemoryStore.CLUSTERS, NAME, "b", Optional.of(etag)));
        assertThatExceptionOfType(Failure.Conflict.class)
                .isThrownBy(() -> store().delete(MemoryStore.CLUSTERS, NAME, etag));
        assertThat(load(NAME)).isEmpty();
    }

    @Test
    void an_etag_of_a_deleted_row_does_not_fit_its_successor() {
        String etag = insert(NAME, "a");
        store().delete(MemoryStore.CLUSTERS, NAME, etag);
        insert(NAME, "a");
        assertThatExceptionOfType(Failure.Conflict.class)
                .isThrownBy(() -> store().save(MemoryStore.CLUSTERS, NAME, "b", Optional.of(etag)));
    }

    @Test
    void partitions_are_apart() {
        String cluster = insert("limits", "a cluster's");
        String fleet = store().save(MemoryStore.FLEET, "limits", "the fleet's", Optional.empty());
        assertThat(store().all(MemoryStore.CLUSTERS)).containsExactly(new Row("limits", "a cluster's", cluster));
        assertThat(store().all(MemoryStore.FLEET)).containsExactly(new Row("limits", "the fleet's", fleet));
    }

    @Test
    void a_partition_is_listed_whole() {
        for (int i = 0; i < 1_001; i++) { // one more than a page of the table service
            insert("row " + i, "text " + i);
        }
        List<Row> rows = store().all(MemoryStore.CLUSTERS);
        assertThat(rows)
                .hasSize(1_001)
                .allSatisfy(row -> assertThat(row.text()).isEqualTo(row.name().replace("row", "text")));
        assertThat(rows.stream().map(Row::name)).doesNotHaveDuplicates();
        assertThat(load("row 7"))
                .contains(rows.stream()
                        .filter(row -> row.name().equals("row 7"))
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void a_partition_is_shown_row_by_row_while_its_rows_are_saved_anew() {
        for (int i = 0; i < 20; i++) {
            insert("row " + i, "old");
        }
        var shown = new ArrayList<String>();
        store().each(MemoryStore.CLUSTERS, row -> {
            shown.add(row.name());
            store().save(MemoryStore.CLUSTERS, row.name(), "new", Optional.of(row.etag()));
        });
        assertThat(shown).hasSize(20).doesNotHaveDuplicates();
        assertThat(store().all(MemoryStore.CLUSTERS)).extracting(Row::text).containsOnly("new");
    }

    @Test
    void what_a_reader_of_rows_throws_ends_the_reading_and_comes_through() {
        insert("row 1", "a");
        insert("row 2", "b");
        var shown = new ArrayList<Row>();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store().each(MemoryStore.CLUSTERS, row -> {
                    shown.add(row);
                    throw new IllegalStateException("the reader's own");
                }))
                .withMessage("the reader's own");
        assertThat(shown).hasSize(1);
    }

    @Test
    void of_two_that_save_at_once_one_wins() throws Exception {
        String etag = insert(NAME, "a");
        Callable<Boolean> save = () -> {
            try {
                store().save(MemoryStore.CLUSTERS, NAME, "b", Optional.of(etag));
                return true;
            } catch (Failure.Conflict e) {
                return false;
            }
        };
        var threads = Executors.newFixedThreadPool(4);
        try {
            int won = 0;
            for (var saved : threads.invokeAll(Collections.nCopies(4, save))) {
                won += saved.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
