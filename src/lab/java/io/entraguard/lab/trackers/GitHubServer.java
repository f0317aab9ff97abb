package io.entraguard.lab.trackers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.entraguard.lab.faces.FaultHook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The issues of one simulated GitHub repository, {@link #REPOSITORY}. It drops labels and assignees of a token that may
 * not triage, refuses assignees that it does not know, splits lists into pages, answers 410 for what was deleted and 301
 * for what was moved, and lets no more content be created in a minute than its secondary limit says.
 */
public final class GitHubServer extends TrackerServer {
    /** {@code owner/name} of the repository that there is. */
    public static final String REPOSITORY = "octo/clusters";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<Long, Issue> issues = new TreeMap<>();
    private final Set<Long> deleted = new LinkedHashSet<>();
    private final Set<Long> transferred = new LinkedHashSet<>();
    private final ArrayDeque<Instant> creations = new ArrayDeque<>();
    private final GitHubDocuments documents = new GitHubDocuments(url() + "/repos/" + REPOSITORY);

    private int contentPerMinute = 80;
    private boolean triage = true;
    private boolean renamed;
    private boolean disabled;
    private Set<String> assignable = Set.of();
    private long last;

    public GitHubServer(InstantSource clock, FaultHook hook) {
        super(hook);
        this.clock = clock;
    }

    static final class Issue {
        final long number;
        final Instant created;
        String title = "";
        String body = "";
        boolean open = true;

        @Nullable String reason;

        final Set<String> labels = new LinkedHashSet<>();
        final Set<String> assignees = new LinkedHashSet<>();
        final List<Comment> comments = new ArrayList<>();

        Issue(long number, Instant created) {
            this.number = number;
            this.created = created;
        }
    }

    record Comment(long id, String by, String body) {}

    /** An issue as people see it. */
    public record Shown(
            long number, String title, boolean open, List<String> texts, Set<String> labels, Set<String> assignees) {}

    /** How many issues and comments may be created in a minute. */
    public synchronized void contentPerMinute(int most) {
        contentPerMinute = most;
    }

    /** From now on labels and assignees of requests are dropped. */
    public synchronized void tokenMayNotTriage() {
        triage = false;
    }

    public synchronized void rename() {
        renamed = true;
    }

    public synchronized void disableIssues() {
        disabled = true;
    }

    public synchronized void assignable(String... logins) {
        assignable = Set.of(logins);
    }

    /** Somebody opens an issue of their own. */
    public synchronized void openByPeople(String title, String body) {
        Issue issue = created();
        issue.title = title;
        issue.body = body;
    }

    /** Somebody does that to each issue whose body bears this text. */
    private void each(String text, Consumer<Issue> what) {
        List.copyOf(issues.values()).stream()
                .filter(issue -> issue.body.contains(text))
                .forEach(what);
    }

    public synchronized void closeByPeople(String text) {
        each(text, issue -> issue.open = false);
    }

    public synchronized void commentByPeople(String text, String comment) {
        each(text, issue -> issue.comments.add(new Comment(++last, "alice", comment)));
    }

    public synchronized void labelByPeople(String text, String label) {
        each(text, issue -> issue.labels.add(label));
    }

    public synchronized void delete(String text) {
        each(text, issue -> gone(issue, deleted));
    }

    public synchronized void transfer(String text) {
        each(text, issue -> gone(issue, transferred));
    }

    private void gone(Issue issue, Set<Long> where) {
        issues.remove(issue.number);
        where.add(issue.number);
    }

    /** The issues that there are, oldest first. */
    public synchronized List<Shown> shown() {
        return issues.values().stream()
                .map(issue -> new Shown(
                        issue.number,
                        issue.title,
                        issue.open,
                        Stream.concat(
                                        Stream.of(issue.body),
                                        issue.comments.stream().map(Comment::body))
                                .toList(),
                        Set.copyOf(issue.labels),
                        Set.copyOf(issue.assignees)))
                .toList();
    }

    @Override
    protected Reply reply(Asked asked) {
        List<String> path = asked.path();
        if (asked.header("authorization").isEmpty()
                || asked.header("user-agent").isEmpty()) {
            return error(401, "Requires authentication");
        }
        if (!asked.header("x-github-api-version").equals(Optional.of("2022-11-28"))) {
            return error(410, "This API version is not supported");
        }
        boolean here = path.size() >= 4 && String.join("/", path.subList(1, 3)).equals(REPOSITORY);
        if (!here || !path.get(0).equals("repos")) {
            return error(404, "Not Found");
        }
        if (renamed) {
            return moved("/repositories/1");
        }
        return switch (path.get(3)) {
            case "assignees" -> assignable.contains(path.get(4)) ? Reply.of(204, "") : error(404, "Not Found");
            case "issues" -> disabled ? error(410, "Issues has been disabled in this repository") : issues(asked);
            default -> error(404, "Not Found");
        };
    }

    private Reply issues(Asked asked) {
        if (asked.path().size() == 4) {
            return asked.method().equals("GET") ? list(asked) : limited(() -> create(json(asked)));
        }
        long number = Long.parseLong(asked.path().get(4));
        Issue issue = issues.get(number);
        if (issue == null) {
            return deleted.contains(number)
                    ? error(410, "This issue was deleted")
                    : transferred.contains(number) ? moved("/repositories/2/issues/1") : error(404, "Not Found");
        }
        String what = asked.path().size() > 5 ? asked.path().get(5) : "";
        return switch (asked.method() + " " + what) {
            case "GET " -> Reply.of(200, documents.issue(issue).toString());
            case "PATCH " -> patch(issue, json(asked));
            case "GET comments" -> page(asked, issue.comments, comment -> documents.comment(issue, comment));
            case "POST comments" -> limited(() -> comment(issue, json(asked)));
            case "POST labels" -> label(issue, json(asked));
            case "DELETE labels" -> unlabel(issue, asked.path().get(6));
            case "POST assignees" -> assign(issue, json(asked));
            default -> error(404, "Not Found");
        };
    }

    private interface Creation {
        Reply reply();
    }

    /** GitHub's secondary limit of content that is created. */
    private Reply limited(Creation creation) {
        Instant now = clock.instant();
        while (!creations.isEmpty() && !creations.element().plus(MINUTE).isAfter(now)) {
            creations.remove();
        }
        if (creations.size() >= contentPerMinute) {
            long wait = Duration.between(now, creations.element().plus(MINUTE)).toSeconds() + 1;
            return new Reply(
                    403,
                    Map.of("Retry-After", Long.toString(wait)),
                    GitHubDocuments.error("You have exceeded a secondary rate limit.", Optional.empty()));
        }
        creations.add(now);
        return creation.reply();
    }

    private Reply list(Asked asked) {
        Set<String> labels = Set.of(asked.query().getOrDefault("labels", "").split(","));
        String state = asked.query().getOrDefault("state", "open");
        Comparator<Issue> order = Comparator.comparing(issue -> issue.number);
        List<Issue> found = issues.values().stream()
                .filter(issue -> labels.equals(Set.of("")) || issue.labels.containsAll(labels))
                .filter(issue -> state.equals("all") || issue.open == state.equals("open"))
                .sorted("asc".equals(asked.query().get("direction")) ? order : order.reversed())
                .toList();
        return page(asked, found, documents::issue);
    }

    private <T> Reply page(Asked asked, List<T> all, Function<T, JsonNode> document) {
        int size = Integer.parseInt(asked.query().getOrDefault("per_page", "30"));
        int page = Integer.parseInt(asked.query().getOrDefault("page", "1"));
        ArrayNode array = JSON.createArrayNode();
        all.stream().skip((long) size * (page - 1)).limit(size).map(document).forEach(array::add);
        Map<String, String> headers = all.size() > size * page
                ? Map.of(
                        "Link",
                        "<" + url() + "/x?page=" + (page + 1) + ">; rel=\"next\", <" + url() + ">; rel=\"last\"")
                : Map.of();
        return new Reply(200, headers, array.toString());
    }

    private Issue created() {
        var issue = new Issue(++last, clock.instant());
        issues.put(issue.number, issue);
        return issue;
    }

    private Reply create(JsonNode json) {
        if (json.path("title").asText().length() > 256) {
            return invalid("title");
        }
        if (json.path("body").asText().length() > 65_536) {
            return invalid("body");
        }
        List<String> assignees = texts(json.path("assignees"));
        if (triage && !assignable.containsAll(assignees)) {
            return invalid("assignees");
        }
        List<String> labels = texts(json.path("labels"));
        if (labels.stream().anyMatch(label -> label.length() > 50)) {
            return invalid("labels");
        }
        Issue issue = created();
        issue.title = json.path("title").asText();
        issue.body = json.path("body").asText();
        if (triage) {
            issue.labels.addAll(labels);
            issue.assignees.addAll(assignees);
        }
        return Reply.of(201, documents.issue(issue).toString());
    }

    private Reply patch(Issue issue, JsonNode json) {
        if (json.has("state")) {
            issue.open = json.path("state").asText().equals("open");
            issue.reason = json.path("state_reason").asText();
        }
        if (json.has("body")) {
            issue.body = json.path("body").asText();
        }
        return Reply.of(200, documents.issue(issue).toString());
    }

    private Reply comment(Issue issue, JsonNode json) {
        if (json.path("body").asText().length() > 65_536) {
            return invalid("body");
        }
        var comment = new Comment(++last, "entra-guard[bot]", json.path("body").asText());
        issue.comments.add(comment);
        return Reply.of(201, documents.comment(issue, comment).toString());
    }

    private Reply label(Issue issue, JsonNode json) {
        if (!triage) {
            return error(403, "Resource not accessible by integration");
        }
        issue.labels.addAll(texts(json.path("labels")));
        return Reply.of(200, documents.labels(issue.labels).toString());
    }

    private Reply unlabel(Issue issue, String label) {
        if (!triage) {
            return error(403, "Resource not accessible by integration");
        }
        return issue.labels.remove(label)
                ? Reply.of(200, documents.labels(issue.labels).toString())
                : error(404, "Label does not exist");
    }

    private Reply assign(Issue issue, JsonNode json) {
        if (triage) {
            issue.assignees.addAll(texts(json.path("assignees")));
        }
        return Reply.of(201, documents.issue(issue).toString());
    }

    private Reply moved(String to) {
        return new Reply(
                301, Map.of("Location", url() + to), GitHubDocuments.error("Moved Permanently", Optional.empty()));
    }

    private static Reply invalid(String field) {
        return Reply.of(422, GitHubDocuments.error("Validation Failed", Optional.of(field)));
    }

    private static Reply error(int status, String message) {
        return Reply.of(status, GitHubDocuments.error(message, Optional.empty()));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(entry -> texts.add(entry.asText()));
        return texts;
    }

    private static JsonNode json(Asked asked) {
        try {
            return JSON.readTree(asked.body());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the guard sent no JSON", e);
        }
    }
}
