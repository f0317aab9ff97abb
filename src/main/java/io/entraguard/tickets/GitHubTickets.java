package io.entraguard.tickets;

import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.ticket.Page;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Tickets as issues of GitHub repositories, each known by its number. Its key is a label and stands hidden in its body
 * too, since GitHub silently drops the labels of a token without triage rights. Such a one is found among the newest 300
 * issues, or by its number.
 *
 * <p>Severity is a label; severity, due date and an owner who cannot be assigned stand at the end of the body. Labels and
 * assignees that people add stay. An issue that was transferred counts as gone: another repository has other people. A
 * repository that was renamed is refused with 301 until the configuration says its new name. Safe for use by many
 * threads.
 */
public final class GitHubTickets implements Tickets {
    private static final Logger LOG = System.getLogger(GitHubTickets.class.getName());

    private static final String LABEL = "entra-guard";
    private static final String SEVERITY = "severity: ";

    /** How far back an issue without labels is looked for. */
    private static final int PAGES_BACK = 3;

    private final TrackerHttp http;
    private final Optional<String> repository;
    private final GitHubText text;

    /**
     * @param http {@code https://api.github.com}, or {@code https://HOST/api/v3} of an Enterprise Server
     * @param repository {@code owner/name} where the policy names none
     * @param markdown renders a page as GitHub's Markdown, escaping its values
     */
    public GitHubTickets(TrackerHttp http, Optional<String> repository, Function<Page, String> markdown) {
        this.http = http.speaking(new GitHubDialect());
        this.repository = repository;
        this.text = new GitHubText(markdown);
    }

    @Override
    public List<Found> find(TicketRouting routing, String key, Optional<String> known) {
        GitHubRepository repo = repository(routing);
        Stream<GitHubIssue> read = known.flatMap(repo::issue).stream();
        List<GitHubIssue> all = borne(Stream.concat(read, repo.labelled(key).stream()), key);
        if (all.isEmpty()) {
            all = borne(repo.newest(PAGES_BACK).stream(), key);
        }
        return all.stream().map(GitHubIssue::found).toList();
    }

    private static List<GitHubIssue> borne(Stream<GitHubIssue> issues, String key) {
        return issues
                .filter(issue -> issue.bears(key))
                .collect(java.util.stream.Collectors.toMap(
                        GitHubIssue::number, Function.identity(), (read, listed) -> read, java.util.TreeMap::new))
                .values()
                .stream()
                .sorted(Comparator.comparing(
                        (GitHubIssue issue) -> issue.created().orElse(Instant.MAX)))
                .toList();
    }

    @Override
    public Found open(Draft draft) {
        GitHubRepository repo = repository(draft.routing());
        Optional<String> assignee = draft.owner().filter(repo::assignable);
        List<String> labels = new ArrayList<>(List.of(LABEL, draft.key(), severity(draft)));
        labels.addAll(draft.routing().labels());
        GitHubIssue issue =
                repo.create(GitHubText.title(draft.page()), text.body(draft, assignee.isPresent()), labels, assignee);
        if (!issue.bears(draft.key()) || issue.labels().isEmpty()) {
            LOG.log(Level.WARNING, "tracker dropped labels tracker=github ticket={0}", issue.number());
        }
        return issue.found();
    }

    @Override
    public void comment(TicketRouting routing, String id, Page page) {
        GitHubRepository repo = repository(routing);
        say(repo, issue(repo, id), page);
    }

    @Override
    public void resolve(TicketRouting routing, String id, Page page) {
        GitHubRepository repo = repository(routing);
        GitHubIssue issue = issue(repo, id);
        if (issue.open()) {
            say(repo, issue, page);
            repo.close(issue);
        }
    }

    @Override
    public void reopen(TicketRouting routing, String id, Page page) {
        GitHubRepository repo = repository(routing);
        GitHubIssue issue = issue(repo, id);
        if (!issue.open()) {
            say(repo, issue, page);
            repo.open(issue);
        }
    }

    private void say(GitHubRepository repo, GitHubIssue issue, Page page) {
        Optional<String> last = Stream.concat(repo.commentsBackwards(issue), Stream.of(issue.body()))
                .flatMap(said -> GitHubText.mark(said).stream())
                .findFirst();
        if (!last.equals(Optional.of(page.mark()))) {
            repo.comment(issue, text.said(page));
        }
    }

    @Override
    public void update(TicketRouting routing, String id, Draft draft) {
        GitHubRepository repo = repository(routing);
        GitHubIssue issue = issue(repo, id);
        Optional<String> assignee = draft.owner().filter(repo::assignable);
        assignee.filter(login -> !issue.isAssigned(login)).ifPresent(login -> repo.assign(issue, login));
        String body = text.rated(issue.body(), draft, assignee.isPresent());
        if (!body.equals(issue.body())) {
            repo.body(issue, body);
        }
        String severity = severity(draft);
        if (!issue.labels().contains(severity)) {
            repo.label(issue, List.of(severity));
        }
        issue.labels(label -> label.startsWith(SEVERITY) && !label.equals(severity))
                .forEach(label -> repo.unlabel(issue, label));
    }

    /** The list comes from the database, not from an index; a minute is for replicas that lag. */
    @Override
    public Duration settles(TicketRouting routing) {
        return Duration.ofMinutes(1);
    }

    private static String severity(Draft draft) {
        return SEVERITY + draft.worst().word();
    }

    private static GitHubIssue issue(GitHubRepository repo, String id) {
        return repo.issue(id)
                .orElseThrow(() -> new Failure.Terminal("TicketNotFound", "github: there is no issue " + id));
    }

    private GitHubRepository repository(TicketRouting routing) {
        return new GitHubRepository(
                http,
                routing.repo()
                        .or(() -> repository)
                        .orElseThrow(() -> new Failure.Terminal(
                                "RepositoryMissing",
                                "github: no repository: say it in the policy under ticket.repo as owner/name")));
    }
}
