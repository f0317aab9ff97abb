package io.entraguard.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.policy.TicketRouting;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.ticket.Block;
import io.entraguard.reconcile.ticket.Page;
import io.entraguard.reconcile.ticket.Visible;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Jira Cloud by its REST API, version 3. An issue bears the guard's key as a label, by which it is found, and in a
 * property, by which it is known again when somebody took the label away. Its id here is Jira's number, which stays when
 * the issue moves to another project. Safe for use by many threads.
 *
 * <p>Source: developer.atlassian.com, Jira Cloud platform REST API v3, "search and reconcile", "rate limiting".
 */
public final class JiraTickets implements Tickets {
    /** Jira's search shows a new issue after seconds, at worst minutes, says its documentation; no number is promised. */
    private static final Duration SEARCH_LAG = Duration.ofMinutes(10);

    /** Where the guard is not among the last so many who said something, nothing that it said just now can be doubled. */
    private static final int LAST_COMMENTS = 50;

    private static final int MOST_DUPLICATES = 50;
    private static final int LONGEST_LINE = 255;
    private static final String LABEL = "entra-guard";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final TrackerHttp http;
    private final JiraPlace place;
    private final JiraUsers users;
    private final JiraTransitions transitions;

    /**
     * @param http at the site itself, with {@link Authorization#basic} of an e-mail address and its API token; or, for
     *     tokens with scopes and for OAuth, at {@code https://api.atlassian.com/ex/jira/CLOUD-ID}
     */
    public JiraTickets(TrackerHttp http, JiraPlace place) {
        this.http = http.speaking(new JiraDialect());
        this.place = place;
        this.users = new JiraUsers(this.http);
        this.transitions = new JiraTransitions(this.http);
    }

    static TrackerRequest get(String... path) {
        return TrackerRequest.get(api(path));
    }

    static TrackerRequest post(JsonNode body, String... path) {
        return TrackerRequest.post(body, api(path));
    }

    private static String[] api(String... path) {
        return Stream.concat(Stream.of("rest", "api", "3"), Stream.of(path)).toArray(String[]::new);
    }

    @Override
    public List<Found> find(TicketRouting routing, String key, Optional<String> known) {
        Optional<String> id = known.filter(JiraIssue::number);
        var issues = new LinkedHashMap<String, JiraIssue>();
        Optional<JiraIssue> direct = id.flatMap(this::read);
        direct.ifPresent(issue -> issues.put(issue.id(), issue));
        search(key, direct).forEach(issue -> issues.put(issue.id(), issue));
        if (direct.isEmpty()) {
            id.ifPresent(issues::remove); // a search that lags may show what is gone
        }
        return issues.values().stream()
                .filter(issue -> issue.bears(key))
                .sorted(Comparator.comparing(
                                (JiraIssue issue) -> issue.created().orElse(Instant.MAX))
                        .thenComparing(issue -> new BigInteger(issue.id())))
                .map(issue -> issue.found(place.site()))
                .toList();
    }

    private List<JiraIssue> search(String key, Optional<JiraIssue> fresh) {
        ObjectNode body = JSON.objectNode().put("jql", Jql.labelled(key)).put("maxResults", MOST_DUPLICATES);
        Stream.of(JiraIssue.FIELDS.split(",")).forEach(body.withArray("fields")::add);
        body.putArray("properties").add(JiraIssue.PROPERTY);
        fresh.ifPresent(issue -> body.putArray("reconcileIssues").add(Long.parseLong(issue.id())));
        TrackerAnswer answer = http.send(post(body, "search", "jql").searching());
        JsonNode issues = answer.json().path("issues");
        if (!issues.isArray()) {
            throw answer.unreadable("that lists no issues");
        }
        var found = new ArrayList<JiraIssue>();
        issues.forEach(issue ->
                JiraIssue.of(issue).filter(read -> JiraIssue.number(read.id())).ifPresent(found::add));
        return found;
    }

    private Optional<JiraIssue> read(String id) {
        TrackerAnswer answer = http.send(
                get("issue", id).query("fields", JiraIssue.FIELDS).query("properties", JiraIssue.PROPERTY), 404);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        return Optional.of(JiraIssue.of(answer.json()).orElseThrow(() -> answer.unreadable("that is no issue")));
    }

    private JiraIssue needed(String id) {
        return read(id).orElseThrow(() ->
                new Failure.Terminal("TicketNotFound", "Jira has no issue " + id + " that the guard's user may see"));
    }

    @Override
    public Found open(Draft draft) {
        String project = project(draft.routing());
        JiraWishes wishes = JiraWishes.of(draft, place, account(project, draft));
        TrackerAnswer answer = http.send(post(issue(draft, project, wishes), "issue"), 400);
        while (answer.status() == 400) {
            wishes = granted(wishes, answer); // refused whole: nothing was opened
            answer = http.send(post(issue(draft, project, wishes), "issue"), 400);
        }
        JsonNode opened = answer.json();
        String id = opened.path("id").asText();
        if (!JiraIssue.number(id)) {
            throw answer.unreadable("that names no issue");
        }
        String name = opened.path("key").asText();
        return new Found(id, State.OPEN, JiraIssue.seenAt(place.site(), name), Optional.empty());
    }

    private String project(TicketRouting routing) {
        return routing.project()
                .or(place::project)
                .orElseThrow(
                        () -> new Failure.Terminal(
                                "ProjectMissing",
                                "no Jira project is configured: name its key in the policy's ticket.project or in the settings"));
    }

    private Optional<String> account(String project, Draft draft) {
        return draft.owner().flatMap(owner -> users.assignable(project, owner));
    }

    /** The wishes that remain after a refusal; where it is about something else, people have to see to it. */
    private JiraWishes granted(JiraWishes wishes, TrackerAnswer refusal) {
        Set<String> refused = wishes.refused(refusal.words());
        if (refused.isEmpty()) {
            String why = Visible.text(new JiraDialect().complaint(refusal));
            throw new Failure.Terminal(
                    "Http400",
                    refusal.asked() + ": HTTP 400, " + why
                            + " (the project needs the configured issue type with Summary, Description and Labels on its screen)");
        }
        return wishes.without(refused);
    }

    private ObjectNode issue(Draft draft, String project, JiraWishes wishes) {
        ObjectNode body = JSON.objectNode();
        ObjectNode fields = body.putObject("fields");
        fields.putObject("project").put("key", project);
        fields.putObject("issuetype").put("name", place.issueType());
        fields.put("summary", Visible.cut(Visible.text(draft.page().title()), LONGEST_LINE));
        fields.set("description", signed(draft.page(), wishes.notes()));
        labels(draft).forEach(fields.putArray("labels")::add);
        fields.setAll(wishes.plain());
        wishes.links().ifPresent(links -> body.putObject("update").set(JiraWishes.LINK, links));
        body.putArray("properties")
                .addObject()
                .put("key", JiraIssue.PROPERTY)
                .putObject("value")
                .put("key", draft.key());
        return body;
    }

    /** Jira refuses labels with spaces or of more than 255 characters. */
    private static Set<String> labels(Draft draft) {
        var labels = new LinkedHashSet<>(List.of(LABEL, draft.key()));
        draft.routing().labels().stream()
                .map(label -> Visible.text(label).strip().replaceAll("\\s+", "-"))
                .filter(label -> !label.isEmpty() && label.length() <= LONGEST_LINE)
                .forEach(labels::add);
        return labels;
    }

    private static ObjectNode signed(Page page, List<Block> notes) {
        var below = new ArrayList<>(notes);
        below.add(Block.paragraph(Signature.of(page)));
        return Adf.of(page, below);
    }

    @Override
    public void comment(TicketRouting routing, String id, Page page) {
        if (!lastSaid(id).equals(Optional.of(page.mark()))) {
            ObjectNode body = JSON.objectNode();
            body.set("body", signed(page, List.of()));
            http.send(post(body, "issue", id, "comment"));
        }
    }

    private Optional<String> lastSaid(String id) {
        JsonNode newestFirst = http.send(get("issue", id, "comment")
                        .query("orderBy", "-created")
                        .query("maxResults", Integer.toString(LAST_COMMENTS)))
                .json()
                .path("comments");
        for (JsonNode comment : newestFirst) {
            Optional<String> mark = signature(comment.path("body"));
            if (mark.isPresent()) {
                return mark;
            }
        }
        return signature(http.send(get("issue", id).query("fields", "description"))
                .json()
                .path("fields")
                .path("description"));
    }

    /** The mark in the last paragraph of a document; one that was quoted stands in a block of its own. */
    private static Optional<String> signature(JsonNode document) {
        JsonNode content = document.path("content");
        JsonNode last = content.path(content.size() - 1);
        return Signature.mark(last.path("content").path(0).path("text").asText());
    }

    @Override
    public void resolve(TicketRouting routing, String id, Page page) {
        say(routing, needed(id), page, true);
    }

    @Override
    public void reopen(TicketRouting routing, String id, Page page) {
        say(routing, needed(id), page, false);
    }

    /** First the words, then the move: an issue that has moved has them already. */
    private void say(TicketRouting routing, JiraIssue issue, Page page, boolean toDone) {
        if (issue.done() != toDone) {
            comment(routing, issue.id(), page);
            transitions.move(issue, toDone);
        }
    }

    @Override
    public void update(TicketRouting routing, String id, Draft draft) {
        JiraWishes wishes = JiraWishes.of(draft, place, account(project(draft.routing()), draft))
                .without(Set.of(JiraWishes.LINK));
        while (!wishes.fields().isEmpty()) {
            ObjectNode body = JSON.objectNode();
            body.set("fields", wishes.plain());
            TrackerAnswer answer = http.send(TrackerRequest.put(body, api("issue", id)), 400);
            if (answer.status() != 400) {
                return;
            }
            wishes = granted(wishes, answer);
        }
    }

    @Override
    public Duration settles(TicketRouting routing) {
        return SEARCH_LAG;
    }
}
