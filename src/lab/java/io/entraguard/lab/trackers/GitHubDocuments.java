package io.entraguard.lab.trackers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.lab.trackers.GitHubServer.Comment;
import io.entraguard.lab.trackers.GitHubServer.Issue;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** GitHub's documents, with all that its published schemas require. */
final class GitHubDocuments {
    private static final List<String> USER_URLS = List.of(
            "avatar_url",
            "events_url",
            "followers_url",
            "following_url",
            "gists_url",
            "html_url",
            "organizations_url",
            "received_events_url",
            "repos_url",
            "starred_url",
            "subscriptions_url",
            "url");

    private final String api;

    /** @param api URL of the repository in the API */
    GitHubDocuments(String api) {
        this.api = api;
    }

    ObjectNode issue(Issue issue) {
        String url = api + "/issues/" + issue.number;
        ObjectNode json = object().put("id", 1_000_000 + issue.number)
                .put("node_id", "I_" + issue.number)
                .put("number", issue.number)
                .put("title", issue.title)
                .put("body", issue.body)
                .put("state", issue.open ? "open" : "closed")
                .put("state_reason", issue.reason)
                .put("locked", false)
                .put("comments", issue.comments.size())
                .put("created_at", issue.created.toString())
                .put("updated_at", issue.created.toString())
                .put("closed_at", issue.open ? null : issue.created.toString())
                .put("author_association", "NONE")
                .put("url", url)
                .put("html_url", url.replace("http://", "https://"))
                .put("repository_url", api);
        for (String name : List.of("comments", "events")) {
            json.put(name + "_url", url + "/" + name);
        }
        json.put("labels_url", url + "/labels{/name}");
        json.putNull("milestone").set("user", user("entra-guard[bot]"));
        json.set("labels", labels(issue.labels));
        json.set(
                "assignee",
                issue.assignees.stream().findFirst().map(GitHubDocuments::user).orElse(null));
        ArrayNode assignees = json.putArray("assignees");
        issue.assignees.forEach(login -> assignees.add(user(login)));
        return json;
    }

    ArrayNode labels(Collection<String> names) {
        ArrayNode labels = JsonNodeFactory.instance.arrayNode();
        for (String name : names) {
            labels.add(object().put("id", name.hashCode())
                    .put("node_id", "LA_" + name.hashCode())
                    .put("url", api + "/labels/label")
                    .put("name", name)
                    .put("color", "ededed")
                    .put("default", false)
                    .putNull("description"));
        }
        return labels;
    }

    ObjectNode comment(Issue issue, Comment comment) {
        String url = api + "/issues/comments/" + comment.id();
        ObjectNode json = object().put("id", comment.id())
                .put("node_id", "IC_" + comment.id())
                .put("body", comment.body())
                .put("author_association", "NONE")
                .put("created_at", issue.created.toString())
                .put("updated_at", issue.created.toString())
                .put("url", url)
                .put("html_url", url)
                .put("issue_url", api + "/issues/" + issue.number);
        json.set("user", user(comment.by()));
        return json;
    }

    private static ObjectNode user(String login) {
        ObjectNode user = object().put("login", login)
                .put("id", Math.floorMod(login.hashCode(), 1_000_000))
                .put("node_id", "U_1")
                .put("gravatar_id", "")
                .put("site_admin", false)
                .put("type", "User");
        USER_URLS.forEach(name -> user.put(name, "https://example.com/" + name));
        return user;
    }

    /** GitHub's error: {@code field} and {@code code} where a field is invalid. */
    static String error(String message, Optional<String> field) {
        ObjectNode json = object().put("message", message)
                .put("documentation_url", "https://docs.github.com/rest/issues/issues#create-an-issue");
        field.ifPresent(name -> json.putArray("errors")
                .addObject()
                .put("resource", "Issue")
                .put("field", name)
                .put("code", "invalid"));
        return json.toString();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
