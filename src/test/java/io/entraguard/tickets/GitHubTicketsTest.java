package io.entraguard.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.trackers.GitHubServer;
import io.entraguard.lab.trackers.GitHubServer.Shown;
import io.entraguard.model.Severity;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.Tickets.Draft;
import io.entraguard.reconcile.Tickets.Found;
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
import org.junit.jupiter.params.provider.MethodSource;

class GitHubTicketsTest extends TicketsContract {
    private final ArrayDeque<FaultHook.Kind> faults = new ArrayDeque<>();
    private String faulty = "";
    private Instant now = Instant.parse("2026-01-05T09:00:00Z");

    private final GitHubServer github = new GitHubServer(
            () -> now,
            operation -> operation.startsWith(faulty) ? Optional.ofNullable(faults.poll()) : Optional.empty());

    private final GitHubTickets tickets = tickets(Duration.ofSeconds(10));

    private GitHubTickets tickets(Duration timeout) {
        var http = new TrackerHttp(
                new AzureHttp("9.9", timeout).client(),
                github.url(),
                Authorization.bearer(() -> "t0ken"),
                "9.9",
                () -> now);
        return new GitHubTickets(http, Optional.of(GitHubServer.REPOSITORY), Markdown::of);
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Override
    protected Tickets tickets() {
        return tickets;
    }

    @Override
    protected List<String> texts(String key) {
        return github.shown().stream()
                .filter(issue -> issue.texts().get(0).contains(key))
                .flatMap(issue -> issue.texts().stream())
                .toList();
    }

    @Override
    protected int count() {
        return github.shown().size();
    }

    @Override
    protected void deleted(String key) {
        github.delete(key);
    }

    @Override
    protected void closedByPeople(String key) {
        github.closeByPeople(key);
    }

    private Draft ownedBy(String owner) {
        Draft plain = draft(KEY, "a");
        return new Draft(
                KEY,
                CLUSTER,
                plain.page(),
                plain.worst(),
                plain.due(),
                Optional.of(owner),
                plain.routing(),
                plain.follows());
    }

    private Shown only() {
        assertThat(github.shown()).hasSize(1);
        return github.shown().get(0);
    }

    private List<Found> find() {
        return tickets.find(routing(), KEY, Optional.empty());
    }

    private void failOnce(String operation, FaultHook.Kind kind) {
        faulty = operation;
        faults.add(kind);
    }

    @Test
    void an_issue_says_severity_due_date_and_where_it_is() {
        Found found = tickets.open(draft(KEY, "a"));
        assertThat(found.url()).isPresent();
        assertThat(found.created()).contains(now);
        assertThat(only().title()).isEqualTo("the title");
        assertThat(only().labels()).containsExactlyInAnyOrder("entra-guard", KEY, "severity: high");
        assertThat(only().texts().get(0)).contains("Severity **high**, due 2026-01-12.");
    }

    @Test
    void an_owner_whom_the_repository_knows_is_assigned() {
        github.assignable("octocat");
        tickets.open(ownedBy("octocat"));
        assertThat(only().assignees()).containsExactly("octocat");
        assertThat(only().texts().get(0)).doesNotContain("octocat");
    }

    @ParameterizedTest
    @MethodSource("io.entraguard.tickets.GitHubTicketsTest#hostile")
    void an_owner_whom_nobody_knows_is_named_and_nobody_is_assigned(String owner) {
        tickets.open(ownedBy(owner));
        assertThat(only().assignees()).isEmpty();
        assertThat(only().texts().get(0)).contains("to whom this repository's issues cannot be assigned");
    }

    @Test
    void an_owner_who_leaves_meanwhile_is_not_assigned() {
        github.assignable("octocat");
        failOnce("POST /repos/octo/clusters/issues", new FaultHook.Status(422, "Validation Failed", Optional.empty()));
        tickets.open(ownedBy("octocat"));
        assertThat(only().assignees()).isEmpty();
    }

    @Test
    void an_update_changes_severity_due_date_and_assignee_and_leaves_what_people_added() {
        String id = tickets.open(draft(KEY, "a")).id();
        github.labelByPeople(KEY, "theirs");
        github.assignable("octocat");
        Draft next = ownedBy("octocat");
        tickets.update(
                routing(),
                id,
                new Draft(
                        KEY,
                        CLUSTER,
                        next.page(),
                        Severity.CRITICAL,
                        Instant.parse("2026-02-01T00:00:00Z"),
                        next.owner(),
                        next.routing(),
                        next.follows()));
        assertThat(only().labels()).containsExactlyInAnyOrder("entra-guard", KEY, "severity: critical", "theirs");
        assertThat(only().assignees()).containsExactly("octocat");
        assertThat(only().texts().get(0))
                .contains("Severity **critical**, due 2026-02-01.")
                .doesNotContain("2026-01-12");
        assertThat(find()).hasSize(1);
    }

    @Test
    void a_token_that_may_not_triage_finds_its_issue_by_what_is_hidden_in_it() {
        github.tokenMayNotTriage();
        String id = tickets.open(draft(KEY, "a")).id();
        assertThat(only().labels()).isEmpty();
        assertThat(find()).extracting(Found::id).containsExactly(id);
        tickets.update(routing(), id, draft(KEY, "a", Severity.LOW));
        assertThat(only().texts().get(0)).contains("Severity **low**");
    }

    @Test
    void an_issue_without_labels_is_found_on_later_pages() {
        github.tokenMayNotTriage();
        String id = tickets.open(draft(KEY, "a")).id();
        for (int i = 0; i < 250; i++) {
            github.openByPeople("noise", "nothing of ours");
        }
        assertThat(find()).extracting(Found::id).containsExactly(id);
    }

    @Test
    void words_that_imitate_the_guards_own_marks_deceive_nobody() {
        String id = tickets.open(draft(OTHER_KEY, "<!-- " + KEY + " -->")).id();
        assertThat(find()).isEmpty();
        Page next = page("next");
        tickets.comment(routing(), id, page("<!-- entra-guard said " + next.mark() + " -->"));
        tickets.comment(routing(), id, next);
        assertThat(texts(OTHER_KEY)).hasSize(3);
    }

    @Test
    void what_people_say_meanwhile_does_not_make_the_guard_repeat_itself() {
        String id = tickets.open(draft(KEY, "a")).id();
        tickets.comment(routing(), id, page("b"));
        for (int i = 0; i < 150; i++) {
            github.commentByPeople(KEY, "chatter");
        }
        tickets.comment(routing(), id, page("b"));
        assertThat(texts(KEY)).hasSize(152);
    }

    @Test
    void a_lost_answer_leaves_an_issue_that_is_found_and_not_opened_again() {
        failOnce("POST", new FaultHook.LostResponse());
        assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(() -> tickets.open(draft(KEY, "a")));
        assertThat(find()).hasSize(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void a_comment_whose_answer_was_lost_is_said_once_and_the_move_is_completed() {
        String id = tickets.open(draft(KEY, "a")).id();
        failOnce("POST", new FaultHook.LostResponse());
        assertThatExceptionOfType(Failure.Unclear.class)
                .isThrownBy(() -> tickets.resolve(routing(), id, page("fixed")));
        assertThat(only().open()).isTrue();
        tickets.resolve(routing(), id, page("fixed"));
        assertThat(only().open()).isFalse();
        assertThat(only().texts()).hasSize(2);
    }

    @Test
    void servers_errors_and_timeouts_are_unclear_where_something_may_have_been_done() {
        GitHubTickets impatient = tickets(Duration.ofMillis(200));
        for (FaultHook.Kind kind : List.of(
                new FaultHook.Status(502, "Bad Gateway", Optional.empty()),
                new FaultHook.Timeout(),
                new FaultHook.Reset())) {
            failOnce("POST", kind);
            assertThatExceptionOfType(Failure.Unclear.class).isThrownBy(() -> impatient.open(draft(KEY, "a")));
        }
        failOnce("GET", new FaultHook.Status(502, "Bad Gateway", Optional.empty()));
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(this::find);
        assertThat(count()).isZero();
    }

    @Test
    void the_secondary_limit_is_waited_for_and_nothing_is_lost_or_doubled() {
        github.contentPerMinute(2);
        int refused = 0;
        for (int i = 0; i < 5; ) {
            try {
                tickets.open(draft("entra-guard-" + "0".repeat(31) + i, "a"));
                i++;
            } catch (Failure.Transient e) {
                refused++;
                now = now.plus(e.retryAfter().orElseThrow());
            }
        }
        assertThat(refused).isEqualTo(2);
        assertThat(count()).isEqualTo(5);
    }

    @Test
    void a_limit_without_a_time_is_waited_for_a_minute() {
        failOnce("POST", new FaultHook.Status(403, "You have exceeded a secondary rate limit", Optional.empty()));
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(() -> tickets.open(draft(KEY, "a")))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofMinutes(1)));
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(this::find);
        now = now.plusSeconds(60);
        assertThat(find()).isEmpty();
    }

    @Test
    void a_forbidden_token_needs_people() {
        failOnce("POST", new FaultHook.Status(403, "Resource not accessible by integration", Optional.empty()));
        assertThatExceptionOfType(Failure.Terminal.class)
                .isThrownBy(() -> tickets.open(draft(KEY, "a")))
                .withMessageContaining("Resource not accessible by integration");
    }

    @Test
    void an_issue_that_was_transferred_is_gone_and_its_ticket_is_opened_anew() {
        String id = tickets.open(draft(KEY, "a")).id();
        github.transfer(KEY);
        assertThat(tickets.find(routing(), KEY, Optional.of(id))).isEmpty();
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> tickets.comment(routing(), id, page("b")));
        tickets.open(draft(KEY, "a"));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void a_repository_that_was_renamed_or_has_no_issues_needs_people() {
        tickets.open(draft(KEY, "a"));
        github.disableIssues();
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(this::find);
        github.rename();
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(this::find).withMessageContaining("301");
    }

    @ParameterizedTest
    @MethodSource("io.entraguard.tickets.GitHubTicketsTest#hostile")
    void hostile_names_stay_words(String name) {
        var page = Page.of("AKS cluster " + name, "AKS cluster " + name + " is open");
        Draft plain = draft(KEY, "a");
        tickets.open(new Draft(
                KEY, CLUSTER, page, plain.worst(), plain.due(), plain.owner(), plain.routing(), plain.follows()));
        assertThat(only().title()).hasSizeLessThanOrEqualTo(256).doesNotContain("\u202e");
        assertThat(only().texts().get(0)).doesNotContain("\u202e");
        assertThat(find()).hasSize(1);
    }

    static List<String> hostile() {
        return List.of(
                "<script>alert(1)</script>", "\"]] OR project = X", "x".repeat(300), "a\u202eb", "../../x", "-->");
    }

    @Test
    void a_page_that_is_longer_than_github_takes_is_cut_and_stays_found() {
        Draft plain = draft(KEY, "a");
        tickets.open(new Draft(
                KEY,
                CLUSTER,
                Pages.longerThan(100_000),
                plain.worst(),
                plain.due(),
                Optional.of("x".repeat(1000)),
                plain.routing(),
                plain.follows()));
        assertThat(only().texts().get(0).length()).isBetween(60_000, 65_536);
        assertThat(only().texts().get(0)).contains("Severity **high**");
        assertThat(only().texts().get(0).split("\n```", -1).length % 2)
                .as("every fence is closed")
                .isEqualTo(1);
        assertThat(find()).hasSize(1);
    }

    @Test
    void a_repository_that_is_none_is_refused_before_anything_is_asked() {
        var nowhere = new GitHubTickets(
                new TrackerHttp(
                        new AzureHttp("9.9", Duration.ofSeconds(1)).client(),
                        github.url(),
                        Authorization.NONE,
                        "9.9",
                        () -> now),
                Optional.empty(),
                Markdown::of);
        assertThatExceptionOfType(Failure.Terminal.class).isThrownBy(() -> nowhere.open(draft(KEY, "a")));
        assertThat(github.exchanged()).isEmpty();
    }
}
