package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.policy.TicketRouting;
import io.entraguard.policy.TicketRouting.Tracker;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.TicketsContract;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several trackers keep the contract of one. */
class RoutedTicketsTest extends TicketsContract {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-05T09:00:00Z"));

    private final LabMemoryStore store = new LabMemoryStore(FaultHook.NONE);
    private final OwnTickets own = new OwnTickets(store, CLOCK);
    private final OwnTickets jira = new OwnTickets(new LabMemoryStore(FaultHook.NONE), CLOCK);
    private final LabMemoryStore gitHubStore = new LabMemoryStore(FaultHook.NONE);
    private final OwnTickets gitHub = new OwnTickets(gitHubStore, CLOCK);
    private final RoutedTickets tickets =
            new RoutedTickets(Map.of(Tracker.JIRA, jira, Tracker.GITHUB, gitHub), Optional.of(Tracker.GITHUB), own);

    @Override
    protected Tickets tickets() {
        return tickets;
    }

    @Override
    protected List<String> texts(String key) {
        return gitHub.texts(key);
    }

    @Override
    protected int count() {
        return gitHubStore.all(OwnTickets.PARTITION).size();
    }

    @Override
    protected void deleted(String key) {
        gitHubStore
                .load(OwnTickets.PARTITION, key)
                .ifPresent(row -> gitHubStore.delete(OwnTickets.PARTITION, key, row.etag()));
    }

    @Override
    protected void closedByPeople(String key) {
        gitHub.resolve(routing(), key, page("closed by people"));
    }

    private static TicketRouting to(Tracker tracker) {
        TicketRouting usual = TicketRouting.DEFAULT;
        return new TicketRouting(
                Optional.of(tracker),
                usual.project(),
                usual.repo(),
                usual.table(),
                usual.assignee(),
                usual.labels(),
                usual.due());
    }

    private Tickets.Draft draft(TicketRouting routing) {
        Tickets.Draft draft = draft(KEY, "one");
        return new Tickets.Draft(
                KEY, CLUSTER, draft.page(), draft.worst(), draft.due(), Optional.empty(), routing, Optional.empty());
    }

    @Test
    void the_policy_chooses_among_those_that_are_configured() {
        tickets.open(draft(to(Tracker.JIRA)));
        tickets.comment(to(Tracker.JIRA), KEY, page("two"));
        tickets.resolve(to(Tracker.JIRA), KEY, page("three"));
        tickets.reopen(to(Tracker.JIRA), KEY, page("four"));
        assertThat(jira.texts(KEY)).containsExactly("one", "two", "three", "four");
        assertThat(gitHub.texts(KEY)).isEmpty();
        assertThat(tickets.find(to(Tracker.JIRA), KEY, Optional.empty())).hasSize(1);
    }

    @Test
    void a_tracker_that_is_not_configured_leaves_the_ticket_to_the_guards_own_table_and_says_so() {
        var lines = new java.util.ArrayList<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getLevel() + " " + new java.util.logging.SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(RoutedTickets.class.getName());
        log.addHandler(handler);
        try {
            tickets.open(draft(to(Tracker.AZURE_BOARDS)));
            tickets.comment(to(Tracker.AZURE_BOARDS), KEY, page("two"));
        } finally {
            log.removeHandler(handler);
        }
        assertThat(own.texts(KEY)).containsExactly("one", "two");
        assertThat(Stream.of(jira, gitHub).flatMap(other -> other.texts(KEY).stream()))
                .isEmpty();
        assertThat(lines).singleElement().asString().startsWith("SEVERE tracker not configured tracker=azure-boards");
    }

    @Test
    void without_any_tracker_the_guards_own_table_has_them() {
        var none = new RoutedTickets(Map.of(), Optional.empty(), own);
        none.open(draft(TicketRouting.DEFAULT));
        assertThat(own.texts(KEY)).containsExactly("one");
    }
}
