package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.model.ClusterRef;
import io.entraguard.reconcile.Tickets.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every tracker behind {@link Tickets} promises. */
public abstract class TicketsContract {
    protected static final ClusterRef CLUSTER =
            ClusterRef.of("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/RG"
                    + "/providers/Microsoft.ContainerService/managedClusters/c1");
    protected static final String KEY = "entraguard-ca4faa93716373d4e3ecf71c0863fcd7";

    /** A tracker without tickets, the same one each time within a test. */
    protected abstract Tickets tickets();

    /** All that stands in the ticket of that key, as a person would read it, oldest first. */
    protected abstract List<String> texts(String key);

    /** How many tickets the tracker holds. */
    protected abstract int count();

    @Test
    void a_ticket_that_was_never_opened_is_not_found() {
        assertThat(tickets().find(KEY)).isEmpty();
    }

    @Test
    void an_opened_ticket_is_found_by_its_key() {
        tickets().open(KEY, CLUSTER, "what is wrong");
        assertThat(tickets().find(KEY)).contains(State.OPEN);
        assertThat(tickets().find(KEY + "0")).isEmpty();
        assertThat(texts(KEY)).containsExactly("what is wrong");
    }

    @Test
    void opening_it_again_finds_the_first() {
        tickets().open(KEY, CLUSTER, "what is wrong");
        tickets().open(KEY, CLUSTER, "what is wrong, again");
        assertThat(count()).isEqualTo(1);
        assertThat(texts(KEY)).containsExactly("what is wrong");
    }

    @Test
    void opening_one_that_was_resolved_does_not_open_another() {
        tickets().open(KEY, CLUSTER, "a");
        tickets().resolve(KEY, "b");
        tickets().open(KEY, CLUSTER, "c");
        assertThat(count()).isEqualTo(1);
        assertThat(tickets().find(KEY)).contains(State.RESOLVED);
    }

    @Test
    void a_ticket_is_commented_resolved_and_reopened_with_what_was_said() {
        tickets().open(KEY, CLUSTER, "a");
        tickets().comment(KEY, "b");
        assertThat(tickets().find(KEY)).contains(State.OPEN);
        tickets().resolve(KEY, "c");
        assertThat(tickets().find(KEY)).contains(State.RESOLVED);
        tickets().reopen(KEY, "d");
        assertThat(tickets().find(KEY)).contains(State.OPEN);
        assertThat(texts(KEY)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void resolving_and_reopening_twice_changes_nothing_more() {
        tickets().open(KEY, CLUSTER, "a");
        tickets().resolve(KEY, "b");
        tickets().resolve(KEY, "b");
        tickets().reopen(KEY, "c");
        tickets().reopen(KEY, "c");
        assertThat(texts(KEY)).containsExactly("a", "b", "c");
    }

    @Test
    void a_ticket_that_is_not_there_is_not_moved() {
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> tickets().comment(KEY, "a"));
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> tickets().resolve(KEY, "a"));
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> tickets().reopen(KEY, "a"));
        assertThat(count()).isZero();
    }
}
