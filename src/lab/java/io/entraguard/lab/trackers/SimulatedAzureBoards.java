package io.entraguard.lab.trackers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.trackers.LabResponse.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Azure Boards of one organisation, as its documentation has it: json-patch with a test of the revision, states that
 * belong to categories, fields that only some types have, one refusal for the whole patch, queries that give ids only
 * and more than were asked for, deleted items that are gone, and limits. The process is Agile with a type Issue that has
 * a due date and a type Bug that has none.
 */
public final class SimulatedAzureBoards extends SimulatedService {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern CONDITION = Pattern.compile(
            "SELECT \\[System\\.Id] FROM WorkItems WHERE \\[System\\.Tags] CONTAINS '((?:[^']|'')*)' ORDER BY .*");
    private static final Pattern PATH = Pattern.compile("/org(?:/(?<project>[^/]+))?/_apis/wit/(?<rest>.+)");
    private static final Set<String> PROJECTS = Set.of("Platform", "Other project");

    private final InstantSource clock;
    private final TreeMap<Long, WorkItem> items = new TreeMap<>();
    private final Set<String> people = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final Deque<Runnable> meanwhile = new ArrayDeque<>();
    private final Deque<Instant> spent = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private int limit = Integer.MAX_VALUE;
    private Duration window = Duration.ZERO;
    private Optional<Duration> delay = Optional.empty();
    private long last;

    public SimulatedAzureBoards(InstantSource clock, FaultHook hook) {
        super(hook);
        this.clock = clock;
    }

    /** The organisation's URL. */
    public static String url() {
        return "https://dev.azure.com/org";
    }

    private static final class WorkItem {
        private final long id;
        private final String project;
        private final String type;
        private final ObjectNode fields = JSON.objectNode();
        private final List<String> said = new ArrayList<>();
        private final List<String> links = new ArrayList<>();
        private long rev = 1;

        WorkItem(long id, String project, String type) {
            this.id = id;
            this.project = project;
            this.type = type;
        }

        private String text(String field) {
            return fields.path(field).asText();
        }
    }

    /** A refusal in the words of Azure DevOps. */
    private static final class Refused extends RuntimeException {
        private final transient Reply reply;

        Refused(int status, String message, String... fields) {
            super(message, null, false, false);
            ObjectNode body = JSON.objectNode();
            body.put("message", message);
            ArrayNode errors = body.putObject("customProperties").putArray("RuleValidationErrors");
            Arrays.stream(fields).forEach(field -> errors.addObject().put("fieldReferenceName", field));
            reply = Reply.json(status, body.toString());
        }
    }

    @Override
    Reply refusal(FaultHook.Status status) {
        return new Refused(status.status(), status.code()).reply;
    }

    @Override
    Reply answer(Call call) {
        asked.add(call.method() + " " + call.path());
        if (call.header("Authorization").isEmpty()) {
            boolean suppressed = call.header("X-TFS-FedAuthRedirect").isPresent();
            return Reply.json(suppressed ? 401 : 302, "");
        }
        Instant now = clock.instant();
        spent.removeIf(then -> !then.plus(window).isAfter(now));
        if (spent.size() >= limit) {
            Duration wait = Duration.between(now, spent.getFirst().plus(window));
            return new Refused(
                            429, "TF400733: The request has been canceled: Request was blocked due to exceeding usage")
                    .reply.with("Retry-After", String.valueOf(wait.toSeconds()));
        }
        spent.add(now);
        Reply reply;
        try {
            reply = routed(call);
        } catch (Refused refused) {
            reply = refused.reply;
        }
        Reply answer = reply;
        return delay.map(wait -> answer.with("Retry-After", String.valueOf(wait.toSeconds())))
                .orElse(answer);
    }

    private Reply routed(Call call) {
        Matcher path = PATH.matcher(call.path());
        if (!path.matches() || call.parameter("api-version").isEmpty()) {
            throw new Refused(404, "The controller for path was not found");
        }
        String project = Optional.ofNullable(path.group("project")).orElse("");
        if (!project.isEmpty() && !PROJECTS.contains(project)) {
            throw new Refused(404, "TF200016: The following project does not exist: " + project);
        }
        String[] rest = path.group("rest").split("/");
        String what = call.method() + " " + rest[0].toLowerCase(Locale.ROOT);
        return switch (what) {
            case "POST wiql" -> Reply.json(200, query(body(call)).toString());
            case "POST workitems" ->
                Reply.json(
                        200, create(project, rest[1].substring(1), body(call)).toString());
            case "PATCH workitems" ->
                Reply.json(200, change(one(rest[1]), body(call)).toString());
            case "GET workitemtypes" -> Reply.json(200, type(rest[1], rest[2]).toString());
            case "GET workitems" -> Reply.json(200, read(rest, call).toString());
            default -> throw new Refused(404, "The controller for path was not found");
        };
    }

    private static JsonNode body(Call call) {
        try {
            return MAPPER.readTree(call.body());
        } catch (JsonProcessingException e) {
            throw new Refused(400, "VS403090: the body is no JSON");
        }
    }

    /** Like the real one for other operators than this, it is generous: a tag that only begins so is found as well. */
    private ObjectNode query(JsonNode body) {
        Matcher condition = CONDITION.matcher(body.path("query").asText());
        if (!condition.matches()) {
            throw new Refused(400, "TF51006: The query statement is missing a clause");
        }
        String tag = condition.group(1).replace("''", "'");
        ObjectNode found = JSON.objectNode();
        ArrayNode ids = found.putArray("workItems");
        items.values().stream()
                .filter(item -> item.text("System.Tags").contains(tag.substring(0, Math.min(tag.length(), 12))))
                .forEach(item -> ids.addObject().put("id", item.id));
        return found;
    }

    private JsonNode read(String[] rest, Call call) {
        if (rest.length == 3) {
            return comments(one(rest[1]), Integer.parseInt(call.parameter("$top")));
        }
        if (rest.length == 2) {
            return shown(one(rest[1]));
        }
        ObjectNode all = JSON.objectNode();
        ArrayNode value = all.putArray("value");
        for (String id : call.parameter("ids").split(",")) {
            WorkItem item = items.get(Long.parseLong(id));
            if (item == null && !"omit".equalsIgnoreCase(call.parameter("errorPolicy"))) {
                throw gone(id);
            }
            value.add(item == null ? JSON.nullNode() : shown(item));
        }
        Optional.ofNullable(meanwhile.poll()).ifPresent(Runnable::run);
        return all;
    }

    private static Refused gone(String id) {
        return new Refused(
                404, "TF401232: Work item " + id + " does not exist, or you do not have permissions to read it.");
    }

    private WorkItem one(String id) {
        return Optional.ofNullable(items.get(Long.parseLong(id))).orElseThrow(() -> gone(id));
    }

    private static JsonNode comments(WorkItem item, int top) {
        ObjectNode all = JSON.objectNode();
        ArrayNode comments = all.putArray("comments");
        for (int i = item.said.size() - 1; i >= Math.max(0, item.said.size() - top); i--) {
            comments.addObject().put("text", item.said.get(i));
        }
        if (item.said.size() > top) {
            all.put("continuationToken", "more");
        }
        return all;
    }

    private static ObjectNode shown(WorkItem item) {
        ObjectNode shown = JSON.objectNode();
        shown.put("id", item.id).put("rev", item.rev);
        ObjectNode fields = shown.putObject("fields");
        fields.setAll(item.fields);
        fields.put("System.TeamProject", item.project);
        fields.put("System.WorkItemType", item.type);
        return shown;
    }

    private static ObjectNode type(String name, String part) {
        AzureProcess process = AzureProcess.of(name)
                .orElseThrow(() -> new Refused(404, "VS402323: Work item type " + name + " does not exist in project"));
        ObjectNode all = JSON.objectNode();
        ArrayNode value = all.putArray("value");
        if (part.equals("states")) {
            process.states()
                    .forEach((state, category) ->
                            value.addObject().put("name", state).put("category", category));
        } else {
            process.fields().forEach(field -> value.addObject().put("referenceName", field));
        }
        return all;
    }

    private ObjectNode create(String project, String type, JsonNode patch) {
        AzureProcess process = AzureProcess.of(type)
                .orElseThrow(() -> new Refused(404, "VS402323: Work item type " + type + " does not exist in project"));
        var item = new WorkItem(last + 1, project, type);
        item.fields.put("System.State", process.states().keySet().iterator().next());
        item.fields.put("System.CreatedDate", clock.instant().toString());
        apply(item, patch);
        last++;
        items.put(item.id, item);
        return shown(item);
    }

    private ObjectNode change(WorkItem item, JsonNode patch) {
        for (JsonNode operation : patch) {
            if (operation.path("op").asText().equals("test")
                    && operation.path("value").asLong() != item.rev) {
                throw new Refused(412, "VS403351: Test Operation for path /rev failed.");
            }
        }
        apply(item, patch);
        item.rev++;
        return shown(item);
    }

    /** All of a patch or, where one operation is refused, nothing. */
    private void apply(WorkItem item, JsonNode patch) {
        patch.forEach(operation -> check(item, operation));
        for (JsonNode operation : patch) {
            String path = operation.path("path").asText();
            JsonNode value = operation.path("value");
            if (path.equals("/relations/-")) {
                item.links.add(value.path("url").asText());
            } else if (path.equals("/fields/System.History")) {
                item.said.add("<div>" + value.asText() + "</div>");
            } else if (path.startsWith("/fields/")) {
                item.fields.set(path.substring("/fields/".length()), value);
            }
        }
    }

    private void check(WorkItem item, JsonNode operation) {
        String path = operation.path("path").asText();
        JsonNode value = operation.path("value");
        AzureProcess process = AzureProcess.of(item.type).orElseThrow();
        if (path.equals("/relations/-")) {
            String url = value.path("url").asText();
            if (!items.containsKey(Long.parseLong(url.substring(url.lastIndexOf('/') + 1)))) {
                throw new Refused(400, "TF201036: You cannot add a Related link: the work item does not exist");
            }
        } else if (path.startsWith("/fields/")) {
            String field = path.substring("/fields/".length());
            process.complaint(field, value, people).ifPresent(why -> {
                throw new Refused(400, why, field);
            });
        }
    }

    /** Somebody who may be assigned. */
    public synchronized void person(String name) {
        people.add(name);
    }

    /** From now on only so many requests are answered within so much time. */
    public synchronized void limits(int requests, Duration per) {
        limit = requests;
        window = per;
    }

    /** From now on each answer asks to be left alone so long. */
    public synchronized void delays(Duration wait) {
        delay = Optional.of(wait);
    }

    /** Something that happens right after work items were read the next time. */
    public synchronized void meanwhile(Runnable what) {
        meanwhile.add(what);
    }

    /** Somebody sets a field of all items with that tag. */
    public synchronized void set(String tag, String field, String value) {
        tagged(tag).forEach(item -> {
            item.fields.put(field, value);
            item.rev++;
        });
    }

    /** Somebody says something in all items with that tag. */
    public synchronized void say(String tag, String html) {
        tagged(tag).forEach(item -> {
            item.said.add(html);
            item.rev++;
        });
    }

    /** Somebody deletes all items with that tag. */
    public synchronized void delete(String tag) {
        tagged(tag).forEach(item -> items.remove(item.id));
    }

    private List<WorkItem> tagged(String tag) {
        return items.values().stream()
                .filter(item ->
                        Arrays.asList(item.text("System.Tags").split("; ")).contains(tag))
                .toList();
    }

    /** What stands in a field of the first item with that tag, as text; empty where nothing does. */
    public synchronized String field(String tag, String field) {
        return tagged(tag).get(0).text(field);
    }

    /** What the items with that tag link to. */
    public synchronized List<String> links(String tag) {
        return tagged(tag).stream().flatMap(item -> item.links.stream()).toList();
    }

    /** All that was said in the items with that tag, as HTML, the description first. */
    public synchronized List<String> texts(String tag) {
        return tagged(tag).stream()
                .flatMap(item -> Stream.concat(Stream.of(item.text("System.Description")), item.said.stream()))
                .toList();
    }

    /** How many work items there are. */
    public synchronized int count() {
        return items.size();
    }

    /** All tags of all items, one entry an item. */
    public synchronized List<String> tags() {
        return items.values().stream().map(item -> item.text("System.Tags")).toList();
    }

    /** What was asked, method and path, in order. */
    public synchronized List<String> asked() {
        return List.copyOf(asked);
    }
}
