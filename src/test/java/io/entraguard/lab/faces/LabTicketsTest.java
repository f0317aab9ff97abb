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

    @Test
    void the_history_is_told_as_the_contract_says() {
        tickets.open(KEY, CLUSTER, "a");
        clock.advance(Duration.ofMinutes(1));
        tickets.comment(KEY, "b");
        tickets.resolve(KEY, "c");
        tickets.reopen(KEY, "d");
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
        tickets.open(KEY, CLUSTER, "a");
        assertThat(tickets.close(CLUSTER, "alice")).isTrue();
        assertThat(tickets.find(KEY)).contains(Tickets.State.RESOLVED);
        assertThat(texts(KEY)).containsExactly("a", "Closed by alice.");
    }

    @Test
    void somebody_deletes_the_ticket_and_it_can_be_opened_anew() {
        assertThat(tickets.delete(CLUSTER)).isFalse();
        tickets.open(KEY, CLUSTER, "a");
        tickets.resolve(KEY, "b");
        assertThat(tickets.delete(CLUSTER)).isTrue();
        assertThat(tickets.find(KEY)).isEmpty();
        tickets.open(KEY, CLUSTER, "c");
        assertThat(texts(KEY)).containsExactly("c");
    }

    @Test
    void a_ticket_whose_answer_was_lost_is_there() {
        faults.add(new FaultHook.LostResponse());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> tickets.open(KEY, CLUSTER, "a"));
        assertThat(texts(KEY)).containsExactly("a");
    }
}
