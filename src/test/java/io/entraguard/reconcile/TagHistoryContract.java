package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.SnapshotReader;
import io.entraguard.reconcile.TagHistory.TagChange;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the history of tags promises: which values one tag was given, when, in which call and by whom. */
public abstract class TagHistoryContract {
    private static final Map<String, Object> ONE = ClusterDocument.plain("c1").tree();
    private static final Map<String, Object> OTHER = ClusterDocument.plain("c2").tree();
    private static final ClusterRef CLUSTER = SnapshotReader.ref(ONE);
    private static final String ALICE = "77777777-7777-7777-7777-777777777777";
    private static final String BOB = "88888888-8888-8888-8888-888888888888";

    protected abstract TagHistory history();

    protected abstract ActivityLog log();

    protected abstract Instant now();

    protected abstract void passes(Duration time);

    /** Lets that person make a cluster. */
    protected abstract void creates(String oid, Map<String, Object> document);

    /** Lets that person merge something into a cluster's document. */
    protected abstract void edits(String oid, ClusterRef cluster, Map<String, Object> merge);

    /** Lets the next look into the history fail with that status. */
    protected abstract void fails(int status);

    private void tags(String oid, String name, String value) {
        passes(Duration.ofMinutes(1));
        edits(oid, CLUSTER, Map.of("tags", Map.of(name, value)));
    }

    private List<TagChange> of(String tag) {
        return history().of(CLUSTER, tag, now().minus(Duration.ofDays(7)));
    }

    @Test
    void changes_come_oldest_first_with_value_caller_and_the_correlation_id_of_the_activity_log() {
        creates(ALICE, ONE);
        Instant start = now();
        tags(ALICE, "stage", "one");
        tags(BOB, "stage", "two");
        passes(Duration.ofMinutes(1));

        assertThat(of("stage")).extracting(TagChange::newValue).containsExactly("one", "two");
        assertThat(of("stage"))
                .extracting(TagChange::at)
                .containsExactly(start.plus(Duration.ofMinutes(1)), start.plus(Duration.ofMinutes(2)));
        assertThat(of("stage"))
                .extracting(TagChange::changedBy)
                .satisfiesExactly(
                        alice -> assertThat(alice).contains(ALICE),
                        bob -> assertThat(bob).contains(BOB));
        assertThat(of("stage"))
                .extracting(TagChange::correlationId)
                .isEqualTo(log().since(CLUSTER, start).stream()
                        .filter(seen -> seen.at().isAfter(start))
                        .map(seen -> seen.correlationId())
                        .toList());
    }

    @Test
    void tags_that_a_cluster_is_made_with_were_changed_by_its_maker() {
        var document = new HashMap<>(ONE);
        document.put("tags", Map.of("stage", "one"));
        creates(ALICE, document);

        assertThat(of("stage")).singleElement().satisfies(change -> {
            assertThat(change.newValue()).isEqualTo("one");
            assertThat(change.changedBy()).contains(ALICE);
        });
    }

    @Test
    void a_write_that_leaves_the_value_is_no_change() {
        creates(ALICE, ONE);
        tags(ALICE, "stage", "one");
        tags(BOB, "stage", "one");
        tags(BOB, "other", "two");
        edits(BOB, CLUSTER, Map.of("properties", Map.of("disableLocalAccounts", true)));

        assertThat(of("stage"))
                .singleElement()
                .satisfies(change -> assertThat(change.changedBy()).contains(ALICE));
    }

    @Test
    void a_tag_that_is_taken_away_is_changed_to_nothing() {
        creates(ALICE, ONE);
        tags(ALICE, "stage", "one");
        passes(Duration.ofMinutes(1));
        var gone = new HashMap<String, Object>();
        gone.put("stage", null);
        edits(BOB, CLUSTER, Map.of("tags", gone));

        assertThat(of("stage")).extracting(TagChange::newValue).containsExactly("one", "");
    }

    @Test
    void names_are_one_in_any_case_and_never_a_part_of_another() {
        creates(ALICE, ONE);
        tags(ALICE, "Stage", "one");
        tags(BOB, "stages", "two");

        assertThat(of("sTAGE")).extracting(TagChange::newValue).containsExactly("one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it's",
                "a\\",
                "\"quoted\"",
                "x' or 'a' == 'a",
                "x') | project 1 | where ('a",
                "b|c",
                "d.e",
                "f\ng",
                "h<i>",
                "caf\u00e9"
            })
    void a_hostile_name_is_a_name(String name) {
        creates(ALICE, ONE);
        tags(ALICE, "stage", "other");
        tags(BOB, name, "' | take 1 \\");

        assertThat(of(name)).extracting(TagChange::newValue).containsExactly("' | take 1 \\");
    }

    @Test
    void what_was_before_that_time_or_on_another_cluster_is_left_out() {
        creates(ALICE, ONE);
        creates(ALICE, OTHER);
        tags(ALICE, "stage", "one");
        edits(ALICE, SnapshotReader.ref(OTHER), Map.of("tags", Map.of("stage", "theirs")));
        passes(Duration.ofDays(8));
        tags(BOB, "stage", "two");

        assertThat(of("stage")).extracting(TagChange::newValue).containsExactly("two");
        assertThat(history().of(CLUSTER, "stage", now())).hasSize(1);
        assertThat(history().of(CLUSTER, "stage", now().plusSeconds(1))).isEmpty();
    }

    @Test
    void all_of_many_changes_are_told() {
        creates(ALICE, ONE);
        IntStream.range(0, 25).forEach(i -> tags(ALICE, "stage", "v" + i));

        assertThat(of("stage"))
                .extracting(TagChange::newValue)
                .isEqualTo(IntStream.range(0, 25).mapToObj(i -> "v" + i).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429, 503})
    void a_history_that_cannot_be_read_is_no_empty_history(int status) {
        fails(status);

        assertThatThrownBy(() -> of("stage")).isInstanceOf(Failure.class);
    }
}
