package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.trackers.TrackerServer.Exchanged;
import io.entraguard.lab.trackers.WebhookReceiver;
import io.entraguard.model.Severity;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.Tickets.Draft;
import io.entraguard.reconcile.Tickets.State;
import io.entraguard.reconcile.TicketsContract;
import io.entraguard.reconcile.ticket.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTicketsTest extends TicketsContract {
    private static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final ArrayDeque<FaultHook.Kind> faults = new ArrayDeque<>();
    private final WebhookReceiver receiver =
            new WebhookReceiver(SECRET, operation -> Optional.ofNullable(faults.poll()));
    private final LabMemoryStore store = new LabMemoryStore(FaultHook.NONE);
    private final WebhookTickets tickets = tickets(List.of(SECRET), Duration.ofSeconds(10));
    private Instant now = Instant.parse("2026-01-05T09:00:00Z");

    private WebhookTickets tickets(List<String> secrets, Duration timeout) {
        var http = new TrackerHttp(
                new AzureHttp("9.9", timeout).client(),
                receiver.url() + "/hooks/s3cr3t",
                Authorization.NONE,
                "9.9",
                () -> now);
        return new WebhookTickets(http, () -> secrets, "/entra-guard/test", store, () -> now, Markdown::of);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Override
    protected Tickets tickets() {
        return tickets;
    }

    @Override
    protected List<String> texts(String key) {
        return receiver.events(key).stream()
                .filter(event -> event.path("data").has("text"))
                .map(event -> event.path("data").path("text").path("plain").asText())
                .toList();
    }

    @Override
    protected int count() {
        return (int) receiver.events().stream()
                .filter(event -> type(event).equals("io.entraguard.ticket.opened"))
                .count();
    }

    @Override
    protected void deleted(String key) {
        receiver.delete(key);
        store.load(WebhookTickets.PARTITION, key)
                .ifPresent(row -> store.delete(WebhookTickets.PARTITION, key, row.etag()));
    }

    /** Nothing comes back from a receiver, so the guard knows only of what it closed itself. */
    @Override
    protected void closedByPeople(String key) {
        tickets.resolve(routing(), key, page("closed by people"));
    }

    private static String type(JsonNode event) {
        return event.path("type").asText();
    }

    private List<String> types() {
        return receiver.events(KEY).stream()
                .map(event -> type(event).substring("io.entraguard.ticket.".length()))
                .toList();
    }

    private List<State> states() {
        return tickets.find(routing(), KEY, Optional.empty()).stream()
                .map(Tickets.Found::state)
                .toList();
    }

    @Test
    void an_event_is_a_cloud_event_that_says_what_a_tracker_needs() {
        tickets.open(draft(KEY, "what is wrong"));
        JsonNode event = receiver.events(KEY).get(0);
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("source").asText()).isEqualTo("/entra-guard/test");
        assertThat(event.path("type").asText()).isEqualTo("io.entraguard.ticket.opened");
        assertThat(event.path("subject").asText()).isEqualTo(KEY);
        assertThat(event.path("time").asText()).isEqualTo("2026-01-05T09:00:00Z");
        assertThat(event.path("datacontenttype").asText()).isEqualTo("application/json");
        assertThat(event.path("data").toString())
                .isEqualTo(
                        "{\"cluster\":\"" + CLUSTER.id() + "\",\"severity\":\"high\",\"due\":\"2026-01-12T09:00:00Z\","
                                + "\"labels\":[],\"state\":\"open\",\"title\":\"the title\","
                                + "\"text\":{\"plain\":\"what is wrong\",\"markdown\":\"what is wrong\"}}");
        var headers = receiver.exchanged().get(0).asked().headers();
        assertThat(headers).containsEntry("webhook-id", event.path("id").asText());
        assertThat(headers).containsEntry("webhook-timestamp", "1767603600");
    }

    @Test
    void each_thing_that_happens_is_an_event() {
        String id = tickets.open(draft(KEY, "a")).id();
        tickets.comment(routing(), id, page("b"));
        tickets.update(routing(), id, draft(KEY, "a", Severity.CRITICAL));
        tickets.update(routing(), id, draft(KEY, "a", Severity.CRITICAL));
        tickets.resolve(routing(), id, page("c"));
        tickets.reopen(routing(), id, page("d"));
        assertThat(types()).containsExactly("opened", "commented", "updated", "resolved", "reopened");
        assertThat(receiver.events(KEY))
                .extracting(event -> event.path("data").path("severity").asText())
                .containsExactly("high", "high", "critical", "critical", "critical");
        assertThat(receiver.events(KEY))
                .extracting(event -> event.path("id").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void an_opening_whose_answer_was_lost_is_sent_again_under_its_id_and_received_once() {
        faults.add(new FaultHook.LostResponse());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> tickets.open(draft(KEY, "a")));
        assertThat(states()).isEmpty();
        now = now.plusSeconds(60);
        tickets.open(draft(KEY, "a"));
        assertThat(states()).containsExactly(State.OPEN);
        assertThat(types()).containsExactly("opened");
        List<Exchanged> sent = receiver.exchanged();
        assertThat(sent)
                .extracting(it -> it.asked().headers().get("webhook-id"))
                .containsOnly(sent.get(0).asked().headers().get("webhook-id"));
        assertThat(sent.get(1).asked().body()).isEqualTo(sent.get(0).asked().body());
        assertThat(sent.get(1).asked().headers()).containsEntry("webhook-timestamp", "1767603660");
    }

    @Test
    void what_changed_meanwhile_is_said_behind_what_was_lost() {
        faults.add(new FaultHook.LostResponse());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> tickets.open(draft(KEY, "a")));
        tickets.open(draft(KEY, "b"));
        assertThat(types()).containsExactly("opened", "commented");
        assertThat(texts(KEY)).containsExactly("a", "b");
    }

    @Test
    void a_move_counts_only_once_it_was_received() {
        String id = tickets.open(draft(KEY, "a")).id();
        faults.add(new FaultHook.Reset());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> tickets.resolve(routing(), id, page("b")));
        assertThat(states()).containsExactly(State.OPEN);
        tickets.resolve(routing(), id, page("b"));
        assertThat(states()).containsExactly(State.RESOLVED);
        assertThat(types()).containsExactly("opened", "resolved");
    }

    @Test
    void what_is_refused_for_good_is_forgotten_and_its_id_is_not_used_again() {
        faults.add(new FaultHook.LostResponse());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> tickets.open(draft(KEY, "a")));
        faults.add(new FaultHook.Status(410, "Gone", Optional.empty()));
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> tickets.open(draft(KEY, "a")));
        assertThat(states()).isEmpty();
        tickets.open(draft(KEY, "b"));
        assertThat(texts(KEY)).containsExactly("a", "b");
        assertThat(states()).containsExactly(State.OPEN);
    }

    @Test
    void a_receiver_that_is_busy_is_left_alone() {
        faults.add(new FaultHook.Status(429, "Busy", Optional.of(Duration.ofSeconds(30))));
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> tickets.open(draft(KEY, "a")))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(30)))
                .withMessageNotContaining("s3cr3t");
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> tickets.open(draft(OTHER_KEY, "a")));
        assertThat(receiver.exchanged()).hasSize(1);
        now = now.plusSeconds(30);
        tickets.open(draft(KEY, "a"));
        tickets.open(draft(OTHER_KEY, "a"));
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void a_receiver_that_does_not_answer_is_told_again() {
        WebhookTickets impatient = tickets(List.of(SECRET), Duration.ofMillis(200));
        faults.add(new FaultHook.Timeout());
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> impatient.open(draft(KEY, "a")));
        impatient.open(draft(KEY, "a"));
        assertThat(types()).containsExactly("opened");
    }

    @Test
    void while_secrets_are_changed_a_receiver_knows_either() {
        tickets(List.of(OTHER_SECRET, SECRET), Duration.ofSeconds(10)).open(draft(KEY, "a"));
        assertThat(count()).isEqualTo(1);
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() ->
                        tickets(List.of(OTHER_SECRET), Duration.ofSeconds(10)).open(draft(OTHER_KEY, "a")));
    }

    @Test
    void what_was_deleted_is_opened_anew_under_another_id() {
        tickets.open(draft(KEY, "a"));
        String first = receiver.events(KEY).get(0).path("id").asText();
        deleted(KEY);
        now = now.plusSeconds(1);
        tickets.open(draft(KEY, "a"));
        assertThat(receiver.events(KEY))
                .singleElement()
                .satisfies(event -> assertThat(event.path("id").asText()).isNotEqualTo(first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "\"]] OR project = X", "a\u202eb", "line\nend\u0000"})
    void hostile_names_stay_words(String name) {
        var page = Page.of("cluster " + name, "cluster " + name);
        Draft plain = draft(KEY, "a");
        tickets.open(new Draft(
                KEY,
                CLUSTER,
                page,
                plain.worst(),
                plain.due(),
                Optional.of(name),
                plain.routing(),
                Optional.of("https://example.com/1")));
        JsonNode data = receiver.events(KEY).get(0).path("data");
        for (JsonNode said : List.of(
                data.path("title"), data.path("owner"), data.path("text").path("plain"))) {
            assertThat(said.asText()).doesNotContain("\u202e", "\u0000", "\n");
        }
    }
}
