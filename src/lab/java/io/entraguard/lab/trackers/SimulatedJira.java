package io.entraguard.lab.trackers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Jira Cloud, as far as its REST API v3 documents how it behaves: a search that lags and can be made to reconcile some
 * issues; a whole request refused for one field; statuses of which only the category is known; at most so many writes to
 * one issue. Project {@code SEC} and {@code OPS}, user {@code guard@example.com} with token {@code token}.
 */
public final class SimulatedJira extends LoopbackTracker {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXX").withZone(ZoneOffset.UTC);
    private static final Pattern JQL = Pattern.compile("labels = \"((?:[^\"\\\\]|\\\\.)*)\" ORDER BY created ASC");
    private static final String AUTHORIZATION = "Basic Z3VhcmRAZXhhbXBsZS5jb206dG9rZW4=";

    private final InstantSource clock;
    private final Map<String, JiraIssueState> issues = new LinkedHashMap<>();
    private final JiraScreen screen = new JiraScreen();
    private final JiraWorkflow workflow = new JiraWorkflow();
    private final List<ObjectNode> users = new ArrayList<>();
    private Duration lag = Duration.ZERO;
    private int number = 10_000;

    public SimulatedJira(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on its search knows the world only as it was so long ago. */
    public synchronized void searchLags(Duration time) {
        lag = time;
    }

    /** From now on the project has no priority of that name. */
    public synchronized void withoutPriority(String name) {
        screen.priorities.remove(name);
    }

    /** From now on the project's screens lack that field. */
    public synchronized void offScreen(String field) {
        screen.offScreen.add(field);
    }

    /** From now on the guard may make no transition to a status that is done. */
    public synchronized void leadsNowhere() {
        workflow.leadsNowhere();
    }

    /** Adds a user; where the address is hidden it is searched for but never shown. */
    public synchronized void user(String account, String name, String email, boolean hidden, boolean assignable) {
        ObjectNode user = JSON.objectNode().put("accountId", account).put("displayName", name);
        user.put("active", true).put("emailAddress", hidden ? "" : email).put("searched", email);
        users.add(user);
        if (assignable) {
            screen.accounts.add(account);
        }
    }

    /** Adds what somebody says there. */
    public synchronized void commented(String label, String words) {
        labelled(label).forEach(issue -> {
            ObjectNode document = JSON.objectNode().put("type", "doc").put("version", 1);
            document.putArray("content")
                    .addObject()
                    .put("type", "paragraph")
                    .putArray("content")
                    .addObject()
                    .put("type", "text")
                    .put("text", words);
            issue.comments.add(JSON.objectNode().set("body", document));
        });
    }

    /** Somebody closes what has that label. */
    public synchronized void closed(String label) {
        labelled(label).forEach(issue -> {
            issue.fields.set("status", JiraWorkflow.last());
            issue.changed(now());
        });
    }

    /** Somebody deletes what has that label. */
    public synchronized void deleted(String label) {
        labelled(label).forEach(issue -> {
            issue.deleted = true;
            issue.changed(now());
        });
    }

    /** Somebody moves what has that label to another project, where it gets another key. */
    public synchronized void moved(String label, String project) {
        labelled(label).forEach(issue -> {
            issue.key = project + "-" + issue.id;
            issue.changed(now());
        });
    }

    /** Somebody takes the label away. */
    public synchronized void unlabelled(String label) {
        labelled(label).forEach(issue -> {
            issue.fields.putArray("labels");
            issue.changed(now());
        });
    }

    /** Fields and properties of all issues there are, oldest first. */
    public synchronized List<JsonNode> issues() {
        return issues.values().stream()
                .filter(issue -> !issue.deleted)
                .<JsonNode>map(JiraIssueState::tree)
                .toList();
    }

    /** The description and all comments of the issues of that label, oldest first. */
    public synchronized List<String> texts(String label) {
        return labelled(label).stream().flatMap(issue -> issue.texts().stream()).toList();
    }

    private List<JiraIssueState> labelled(String label) {
        return issues.values().stream()
                .filter(issue -> !issue.deleted && issue.labelled(label))
                .toList();
    }

    private Instant now() {
        return clock.instant();
    }

    @Override
    Reply unavailable() {
        return Reply.empty(503);
    }

    @Override
    Reply throttled() {
        return limited("jira-burst-based", 30);
    }

    private Reply limited(String reason, long seconds) {
        return new Reply(
                429,
                Map.of(
                        "Retry-After", Long.toString(seconds),
                        "X-RateLimit-Reset", now().plusSeconds(seconds).toString(),
                        "RateLimit-Reason", reason),
                JSON.objectNode());
    }

    @Override
    Reply answer(Call call) {
        if (!call.authorization().equals(Optional.of(AUTHORIZATION))) {
            return JiraRefusal.of(401, "Client must be authenticated to access this resource.")
                    .reply();
        }
        if (call.path().size() < 4 || !call.path().subList(0, 3).equals(List.of("rest", "api", "3"))) {
            return Reply.empty(404);
        }
        try {
            var below = new Call(
                    call.method(),
                    call.path().subList(3, call.path().size()),
                    call.query(),
                    call.authorization(),
                    call.text(),
                    call.json());
            return route(below);
        } catch (JiraRefusal refusal) {
            return refusal.reply();
        }
    }

    private Reply route(Call call) {
        if (call.is("POST", "search", "jql")) {
            return Reply.of(200, search(call.json()));
        }
        if (call.is("GET", "user", "assignable", "search")) {
            return Reply.of(200, assignable(call));
        }
        if (call.is("POST", "issue")) {
            return Reply.of(201, create(call.json()));
        }
        if (call.path().size() < 2 || !call.path().get(0).equals("issue")) {
            return Reply.empty(404);
        }
        JiraIssueState issue = issue(call.path().get(1));
        boolean writes = !call.method().equals("GET");
        if (writes && !issue.mayWrite(now())) {
            return limited("jira-per-issue-on-write", 2);
        }
        Reply reply = ofIssue(call, issue);
        if (writes) {
            issue.changed(now());
        }
        return reply;
    }

    private Reply ofIssue(Call call, JiraIssueState issue) {
        if (call.is("GET", "issue", "*")) {
            return Reply.of(200, issue.tree());
        }
        if (call.is("PUT", "issue", "*")) {
            screen.check(call.json().path("fields"));
            issue.fields.setAll((ObjectNode) call.json().path("fields"));
            return Reply.empty(204);
        }
        if (call.is("GET", "issue", "*", "comment")) {
            return Reply.of(200, comments(call, issue));
        }
        if (call.is("POST", "issue", "*", "comment")) {
            JiraScreen.document(call.json().path("body")).ifPresent(fault -> {
                throw JiraRefusal.fields(Map.of("comment", fault));
            });
            issue.comments.add(call.json());
            return Reply.of(201, call.json());
        }
        if (call.is("GET", "issue", "*", "transitions")) {
            return Reply.of(200, workflow.transitions(issue));
        }
        if (call.is("POST", "issue", "*", "transitions")) {
            workflow.move(issue, call.json());
            return Reply.empty(204);
        }
        return Reply.empty(405);
    }

    private JiraIssueState issue(String idOrKey) {
        return issues.values().stream()
                .filter(issue -> !issue.deleted)
                .filter(issue -> issue.id.equals(idOrKey) || issue.key.equals(idOrKey))
                .findFirst()
                .orElseThrow(JiraRefusal::notThere);
    }

    private ObjectNode create(JsonNode body) {
        JsonNode asked = body.path("fields");
        screen.checkNew(asked, Set.of("SEC", "OPS"));
        for (JsonNode link : body.path("update").path("issuelinks")) {
            JsonNode other = link.path("add").path("outwardIssue");
            try {
                issue(other.path("key").asText(other.path("id").asText()));
            } catch (JiraRefusal gone) {
                throw JiraRefusal.fields(Map.of("issuelinks", "Issue does not exist."));
            }
        }
        number++;
        String id = Integer.toString(number);
        String key = asked.path("project").path("key").asText() + "-" + (number - 10_000);
        ObjectNode fields = asked.deepCopy();
        fields.set("status", JiraWorkflow.first());
        fields.put("created", TIME.format(now()));
        fields.set("issuelinks", body.path("update").path("issuelinks").deepCopy());
        var issue = new JiraIssueState(id, key, fields);
        body.path("properties")
                .forEach(property -> issue.properties.put(property.path("key").asText(), property.path("value")));
        issues.put(id, issue);
        issue.changed(now());
        return JSON.objectNode().put("id", id).put("key", key).put("self", url() + "/rest/api/3/issue/" + id);
    }

    private ObjectNode search(JsonNode body) {
        Matcher jql = JQL.matcher(body.path("jql").asText());
        if (!jql.matches()) {
            throw JiraRefusal.of(400, "Error in the JQL Query.");
        }
        String label = jql.group(1).replaceAll("\\\\(.)", "$1");
        var reconciled = new ArrayList<String>();
        body.path("reconcileIssues").forEach(id -> reconciled.add(id.asText()));
        ObjectNode answer = JSON.objectNode().put("isLast", true);
        ArrayNode found = answer.putArray("issues");
        for (JiraIssueState issue : issues.values()) {
            Duration behind = reconciled.contains(issue.id) ? Duration.ZERO : lag;
            issue.indexed(now(), behind)
                    .filter(known -> hasLabel(known, label))
                    .ifPresent(known -> found.add(only(known, body)));
        }
        return answer;
    }

    private static boolean hasLabel(JsonNode issue, String label) {
        for (JsonNode has : issue.path("fields").path("labels")) {
            if (has.asText().equals(label)) {
                return true;
            }
        }
        return false;
    }

    /** Only the fields and properties that were asked for: by itself the search gives the id alone. */
    private static ObjectNode only(ObjectNode issue, JsonNode body) {
        ObjectNode shown = JSON.objectNode();
        shown.set("id", issue.get("id"));
        if (!body.path("fields").isEmpty()) {
            shown.set("key", issue.get("key"));
            ObjectNode fields = shown.putObject("fields");
            body.path("fields")
                    .forEach(name ->
                            fields.set(name.asText(), issue.path("fields").path(name.asText())));
        }
        if (!body.path("properties").isEmpty()) {
            shown.set("properties", issue.get("properties"));
        }
        return shown;
    }

    private ArrayNode assignable(Call call) {
        ArrayNode found = JSON.arrayNode();
        String words = call.query("query", "").toLowerCase(Locale.ROOT);
        for (ObjectNode user : users) {
            boolean matches = user.get("displayName")
                            .asText()
                            .toLowerCase(Locale.ROOT)
                            .startsWith(words)
                    || user.get("searched").asText().toLowerCase(Locale.ROOT).startsWith(words);
            if (matches) {
                ObjectNode shown = user.deepCopy();
                shown.remove("searched");
                found.add(shown);
            }
        }
        return found;
    }

    private static ObjectNode comments(Call call, JiraIssueState issue) {
        ObjectNode answer = JSON.objectNode().put("total", issue.comments.size());
        ArrayNode listed = answer.putArray("comments");
        int most = Integer.parseInt(call.query("maxResults", "50"));
        var ordered = new ArrayList<>(issue.comments);
        if (call.query("orderBy", "created").equals("-created")) {
            Collections.reverse(ordered);
        }
        ordered.stream().limit(most).forEach(listed::add);
        return answer;
    }
}
