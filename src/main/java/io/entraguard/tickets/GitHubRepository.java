package io.entraguard.tickets;

import com.azure.core.http.HttpHeaderName;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.reconcile.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The issues of one repository, by GitHub's REST API at version 2022-11-28, which its later ones are kept beside until
 * 2028 and which GitHub Enterprise Server knows too. Every call throws what {@link TrackerHttp#send} throws.
 */
final class GitHubRepository {
    private static final HttpHeaderName VERSION = HttpHeaderName.fromString("X-GitHub-Api-Version");
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_.-]{1,100})/([A-Za-z0-9_.-]{1,100})");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");
    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})");
    private static final Pattern NEXT = Pattern.compile("rel=\"?next\"?");
    private static final int PAGE = 100;

    private final TrackerHttp http;
    private final String owner;
    private final String name;

    /**
     * @param full {@code owner/name}
     * @throws Failure.Terminal where it is not
     */
    GitHubRepository(TrackerHttp http, String full) {
        var matcher = NAME.matcher(full);
        if (!matcher.matches()) {
            throw new Failure.Terminal(
                    "RepositoryUnusable", "\"" + full + "\" is no GitHub repository: say it as owner/name");
        }
        this.http = http;
        this.owner = matcher.group(1);
        this.name = matcher.group(2);
    }

    /** All issues that carry that label, oldest first. */
    List<GitHubIssue> labelled(String label) {
        return list(Map.of("labels", label, "direction", "asc"), Integer.MAX_VALUE);
    }

    /** The newest issues of that many pages of a hundred, newest first. */
    List<GitHubIssue> newest(int pages) {
        return list(Map.of("direction", "desc"), pages);
    }

    /** Closed ones too; the API's list is asked, not its search, which lags and has a limit of its own. */
    private List<GitHubIssue> list(Map<String, String> query, int most) {
        List<GitHubIssue> issues = new ArrayList<>();
        boolean more = true;
        for (int page = 1; more && page <= most; page++) {
            TrackerRequest request = request(TrackerRequest.get(path()))
                    .query("state", "all")
                    .query("sort", "created")
                    .query("per_page", Integer.toString(PAGE))
                    .query("page", Integer.toString(page));
            for (var entry : query.entrySet()) {
                request = request.query(entry.getKey(), entry.getValue());
            }
            TrackerAnswer answer = http.send(request);
            array(answer).forEach(json -> GitHubIssue.of(json).ifPresent(issues::add));
            more = answer.header(HttpHeaderName.LINK)
                    .filter(link -> NEXT.matcher(link).find())
                    .isPresent();
        }
        return issues;
    }

    /** That issue; empty where it was deleted or transferred to another repository. */
    Optional<GitHubIssue> issue(String id) {
        if (!NUMBER.matcher(id).matches()) {
            return Optional.empty();
        }
        TrackerAnswer answer = http.send(request(TrackerRequest.get(path(id))), 301, 404, 410);
        return answer.successful() ? Optional.of(parsed(answer)) : Optional.empty();
    }

    /**
     * Opens an issue. A person who cannot be assigned after all is left out: by the refusal nothing was opened.
     *
     * @throws Failure.Unclear where nobody can say whether it was opened
     */
    GitHubIssue create(String title, String body, List<String> labels, Optional<String> assignee) {
        ObjectNode json = object().put("title", title).put("body", body);
        labels.forEach(json.putArray("labels")::add);
        assignee.ifPresent(json.putArray("assignees")::add);
        int[] expected = assignee.isPresent() ? new int[] {422} : new int[0];
        TrackerAnswer answer = http.send(request(TrackerRequest.post(json, path())), expected);
        if (!answer.successful()) {
            return create(title, body, labels, Optional.empty());
        }
        return parsed(answer);
    }

    /** The texts of its comments from the last to the first, read as far as somebody looks. */
    Stream<String> commentsBackwards(GitHubIssue issue) {
        int last = (issue.comments() + PAGE - 1) / PAGE;
        return Stream.iterate(last, page -> page > 0, page -> page - 1).flatMap(page -> comments(issue, page));
    }

    private Stream<String> comments(GitHubIssue issue, int page) {
        TrackerAnswer answer = http.send(request(TrackerRequest.get(path(issue, "comments")))
                .query("per_page", Integer.toString(PAGE))
                .query("page", Integer.toString(page)));
        List<String> texts = new ArrayList<>();
        array(answer).forEach(comment -> texts.add(0, comment.path("body").asText("")));
        return texts.stream();
    }

    void comment(GitHubIssue issue, String text) {
        http.send(request(TrackerRequest.post(object().put("body", text), path(issue, "comments"))));
    }

    void close(GitHubIssue issue) {
        patch(issue, object().put("state", "closed").put("state_reason", "completed"));
    }

    void open(GitHubIssue issue) {
        patch(issue, object().put("state", "open").put("state_reason", "reopened"));
    }

    void body(GitHubIssue issue, String text) {
        patch(issue, object().put("body", text));
    }

    private void patch(GitHubIssue issue, ObjectNode json) {
        http.send(request(TrackerRequest.patch(json, path(Long.toString(issue.number())))));
    }

    /** Adds labels to those that are there; without the right to do it nothing happens. */
    void label(GitHubIssue issue, List<String> labels) {
        ObjectNode json = object();
        labels.forEach(json.putArray("labels")::add);
        http.send(request(TrackerRequest.post(json, path(issue, "labels"))), 403, 404);
    }

    /** Takes a label away, if it is there and may be. */
    void unlabel(GitHubIssue issue, String label) {
        http.send(request(TrackerRequest.delete(path(issue, "labels", label))), 403, 404);
    }

    /** Assigns it to one person more. */
    void assign(GitHubIssue issue, String login) {
        ObjectNode json = object();
        json.putArray("assignees").add(login);
        http.send(request(TrackerRequest.post(json, path(issue, "assignees"))), 403, 404, 422);
    }

    /** Whether issues of this repository can be assigned to somebody of that name. */
    boolean assignable(String login) {
        return LOGIN.matcher(login).matches()
                && http.send(request(TrackerRequest.get("repos", owner, name, "assignees", login)), 404)
                        .successful();
    }

    private static TrackerRequest request(TrackerRequest request) {
        return request.header(VERSION, "2022-11-28").header(HttpHeaderName.ACCEPT, "application/vnd.github+json");
    }

    private String[] path(GitHubIssue issue, String... rest) {
        return path(Stream.concat(Stream.of(Long.toString(issue.number())), Stream.of(rest))
                .toArray(String[]::new));
    }

    private String[] path(String... rest) {
        return Stream.concat(Stream.of("repos", owner, name, "issues"), Stream.of(rest))
                .toArray(String[]::new);
    }

    private static GitHubIssue parsed(TrackerAnswer answer) {
        return GitHubIssue.of(answer.json()).orElseThrow(() -> answer.unreadable("that is no issue"));
    }

    private static JsonNode array(TrackerAnswer answer) {
        JsonNode json = answer.json();
        if (!json.isArray()) {
            throw answer.unreadable("that is no list");
        }
        return json;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
