package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.Tickets.Draft;
import io.entraguard.reconcile.Tickets.Found;
import io.entraguard.reconcile.Tickets.State;
import io.entraguard.reconcile.ticket.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every tracker behind {@link Tickets} promises. */
public abstract class TicketsContract {
    protected static final ClusterRef CLUSTER =
            ClusterRef.of("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/RG"
                    + "/providers/Microsoft.ContainerService/managedClusters/c1");
    protected static final String KEY = "entra-guard-ca4faa93716373d4e3ecf71c0863fcd7";
    protected static final String OTHER_KEY = "entra-guard-ca4faa93716373d4e3ecf71c0863fcd8";

    /** A tracker without tickets, the same one each time within a test. */
    protected abstract Tickets tickets();

    /** All that stands in the tickets of that key, as a person would read it, oldest first; the title may stand before it. */
    protected abstract List<String> texts(String key);

    /** How many tickets the tracker holds. */
    protected abstract int count();

    /** Somebody deletes what there is of that key. */
    protected abstract void deleted(String key);

    /** Somebody closes what there is of that key, in the tracker and saying nothing. */
    protected abstract void closedByPeople(String key);

    /** Where this tracker's tickets go. */
    protected TicketRouting routing() {
        return TicketRouting.DEFAULT;
    }

    protected static Page page(String text) {
        return Page.of("the title", text);
    }

    protected final Draft draft(String key, String text) {
        return draft(key, text, Severity.HIGH);
    }

    protected final Draft draft(String key, String text, Severity worst) {
        Instant due = Instant.parse("2026-01-12T09:00:00Z");
        return new Draft(key, CLUSTER, page(text), worst, due, Optional.empty(), routing(), Optional.empty());
    }

    private String open(String text) {
        return tickets().open(draft(KEY, text)).id();
    }

    private void comment(String id, String text) {
        tickets().comment(routing(), id, page(text));
    }

    private void resolve(String id, String text) {
        tickets().resolve(routing(), id, page(text));
    }

    private void reopen(String id, String text) {
        tickets().reopen(routing(), id, page(text));
    }

    private List<Found> found(String key) {
        return tickets().find(routing(), key, Optional.empty());
    }

    private State state(String id) {
        List<Found> found = tickets().find(routing(), KEY, Optional.of(id));
        assertThat(found).extracting(Found::id).containsExactly(id);
        return found.get(0).state();
    }

    private void assertSaid(String... words) {
        List<String> texts = texts(KEY);
        assertThat(texts).hasSameSizeAs(words);
        for (int i = 0; i < words.length; i++) {
            assertThat(texts.get(i)).contains(words[i]);
        }
    }

    @Test
    void a_ticket_that_was_never_opened_is_not_found() {
        assertThat(found(KEY)).isEmpty();
    }

    @Test
    void an_opened_ticket_is_found_by_its_key() {
        Found opened = tickets().open(draft(KEY, "what is wrong"));
        assertThat(opened.state()).isEqualTo(State.OPEN);
        assertThat(found(KEY)).singleElement().satisfies(found -> {
            assertThat(found.id()).isEqualTo(opened.id());
            assertThat(found.state()).isEqualTo(State.OPEN);
        });
        assertThat(found(OTHER_KEY)).isEmpty();
        assertSaid("what is wrong");
    }

    @Test
    void whatever_opening_it_twice_gives_is_found_oldest_first() {
        Found first = tickets().open(draft(KEY, "a"));
        Found second = tickets().open(draft(KEY, "a"));
        List<String> given = first.id().equals(second.id()) ? List.of(first.id()) : List.of(first.id(), second.id());
        assertThat(found(KEY)).extracting(Found::id).isEqualTo(given);
        assertThat(count()).isEqualTo(given.size());
    }

    @Test
    void another_key_is_another_ticket() {
        open("a");
        tickets().open(draft(OTHER_KEY, "b"));
        assertThat(count()).isEqualTo(2);
        assertThat(found(KEY)).hasSize(1);
        assertThat(found(OTHER_KEY)).hasSize(1);
        assertSaid("a");
    }

    @Test
    void an_id_that_was_known_once_and_bears_another_key_is_left_out() {
        open("a");
        String other = tickets().open(draft(OTHER_KEY, "b")).id();
        assertThat(tickets().find(routing(), KEY, Optional.of(other)))
                .extracting(Found::id)
                .doesNotContain(other);
    }

    @Test
    void a_ticket_is_commented_resolved_and_reopened_with_what_was_said() {
        String id = open("one");
        comment(id, "two");
        assertThat(state(id)).isEqualTo(State.OPEN);
        resolve(id, "three");
        assertThat(state(id)).isEqualTo(State.RESOLVED);
        reopen(id, "four");
        assertThat(state(id)).isEqualTo(State.OPEN);
        assertSaid("one", "two", "three", "four");
    }

    @Test
    void what_is_repeated_after_a_lost_answer_changes_nothing_more() {
        String id = open("one");
        comment(id, "two");
        comment(id, "two");
        resolve(id, "three");
        resolve(id, "three");
        reopen(id, "four");
        reopen(id, "four");
        assertSaid("one", "two", "three", "four");
        assertThat(state(id)).isEqualTo(State.OPEN);
    }

    @Test
    void what_was_said_before_something_else_is_said_again() {
        String id = open("one");
        comment(id, "two");
        comment(id, "three");
        comment(id, "two");
        assertSaid("one", "two", "three", "two");
    }

    @Test
    void what_people_close_is_found_resolved_and_can_be_opened_again() {
        String id = open("one");
        closedByPeople(KEY);
        assertThat(state(id)).isEqualTo(State.RESOLVED);
        reopen(id, "two");
        assertThat(state(id)).isEqualTo(State.OPEN);
        assertThat(texts(KEY)).last().asString().contains("two");
    }

    @Test
    void what_people_delete_is_not_found_not_even_by_its_id() {
        String id = open("one");
        deleted(KEY);
        assertThat(tickets().find(routing(), KEY, Optional.of(id))).isEmpty();
        assertThat(found(KEY)).isEmpty();
    }

    @Test
    void an_update_says_nothing_and_moves_nothing() {
        String id = open("one");
        tickets().update(routing(), id, draft(KEY, "other words", Severity.CRITICAL));
        assertThat(state(id)).isEqualTo(State.OPEN);
        assertSaid("one");
    }

    @Test
    void a_ticket_that_is_not_there_is_not_moved() {
        String id = open("one");
        deleted(KEY);
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> comment(id, "a"));
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> resolve(id, "a"));
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> reopen(id, "a"));
        assertThat(count()).isZero();
    }
}
