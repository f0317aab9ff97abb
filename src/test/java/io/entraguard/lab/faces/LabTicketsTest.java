package io.entraguard.lab.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.lab.faces.LabTickets.Entry;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.TicketsContract;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabTicketsTest extends TicketsContract {
    private final MovingClock clock = new MovingClock();
    private final ArrayDeque<FaultHook.Kind> faults = new ArrayDeque<>();
    private final LabTickets tickets = new LabTickets(clock, operation -> Optional.ofNullable(faults.poll()));

    @Override
    protected Tickets tickets() {
        return tickets;
    }

    @Override
    protected List<String> texts(String key) {
        return tickets.tickets().stream()
                .filter(ticket -> ticket.key().equals(key))
                .flatMap(ticket -> ticket.history().stream().map(Entry::text))
                .toList();
    }

    @Override
    protected int count() {
        return tickets.tickets().size();
    }

    @Override
    protected void deleted(String key) {
        tickets.delete(CLUSTER);
    }

    @Override
    protected void closedByPeople(String key) {
        tickets.close(CLUSTER, "somebody");
    }

    private String open(String text) {
        return tickets.open(draft(KEY, text)).id();
    }

    @Test
    void the_history_is_told_as_the_contract_says() {
        String id = open("a");
        clock.advance(Duration.ofMinutes(1));
        tickets.comment(routing(), id, page("b"));
        tickets.resolve(routing(), id, page("c"));
        tickets.reopen(routing(), id, page("d"));
        assertThat(tickets.tree())
                .containsExactly(Map.of(
                        "key",
                        KEY,
                        "cluster",
                        CLUSTER.id(),
                        "state",
                        "open",
                        "history",
                        List.of(
                                Map.of("time", "2026-01-05T09:00:00Z", "action", "opened", "text", "a"),
                                Map.of("time", "2026-01-05T09:01:00Z", "action", "commented", "text", "b"),
                                Map.of("time", "2026-01-05T09:01:00Z", "action", "resolved", "text", "c"),
                                Map.of("time", "2026-01-05T09:01:00Z", "action", "reopened", "text", "d"))));
    }

    @Test
    void somebody_closes_the_open_ticket() {
        assertThat(tickets.close(CLUSTER, "alice")).isFalse();
        open("a");
        assertThat(tickets.close(CLUSTER, "alice")).isTrue();
        assertThat(texts(KEY)).containsExactly("a", "Closed by alice.");
    }

    @Test
    void somebody_deletes_the_ticket_and_it_can_be_opened_anew() {
        assertThat(tickets.delete(CLUSTER)).isFalse();
        String id = open("a");
        tickets.resolve(routing(), id, page("b"));
        assertThat(tickets.delete(CLUSTER)).isTrue();
        open("c");
        assertThat(texts(KEY)).containsExactly("c");
    }

    @Test
    void a_search_that_lags_shows_only_what_is_known() {
        tickets.searchLags(Duration.ofMinutes(3));
        String id = open("a");
        assertThat(tickets.find(routing(), KEY, Optional.empty())).isEmpty();
        assertThat(tickets.find(routing(), KEY, Optional.of(id))).hasSize(1);
        clock.advance(Duration.ofMinutes(3));
        assertThat(tickets.find(routing(), KEY, Optional.empty())).hasSize(1);
        assertThat(tickets.settles(routing())).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void a_ticket_whose_answer_was_lost_is_there_and_nobody_can_tell() {
        faults.add(new FaultHook.LostResponse());
        assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(() -> open("a"));
        assertThat(texts(KEY)).containsExactly("a");
    }

    @Test
    void a_ticket_that_was_refused_is_surely_not_there() {
        faults.add(new FaultHook.Status(429, "TooManyRequests", Optional.of(Duration.ofSeconds(30))));
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> open("a"));
        faults.add(new FaultHook.Status(503, "Unavailable", Optional.empty()));
        assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(() -> open("a"));
        assertThat(count()).isZero();
    }
}
