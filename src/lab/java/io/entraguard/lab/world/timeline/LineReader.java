package io.entraguard.lab.world.timeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Change.Action;
import io.entraguard.lab.world.Json;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Understands one line by itself: its key, its fields and their kinds. Whether its cluster exists is the timeline's to say. */
final class LineReader {
    private static final String[] KEYS = {
        "event",
        "create",
        "edit",
        "delete",
        "listAdminCredential",
        "listUserCredential",
        "rotateCertificates",
        "silent",
        "fault",
        "kubeAudit",
        "ticket",
        "policy",
        "groupTags",
        "duplicate",
        "advance",
        "settle",
        "sweep",
        "restart"
    };

    private static final List<String> MAY_BE_SILENT = List.of("create", "edit", "delete", "listAdminCredential");

    private final Predicate<String> inFolder;

    /**
     * A reader for one folder.
     *
     * @param inFolder whether the folder has a file of that name
     */
    LineReader(Predicate<String> inFolder) {
        this.inFolder = inFolder;
    }

    Line read(int number, String text) {
        Optional<String> event = RawEvent.of(text);
        if (event.isPresent()) {
            return new Line.Event(number, event.get());
        }
        Map.Entry<String, Object> entry = single(number, "the line", object(number, text));
        return line(number, entry.getKey(), entry.getValue());
    }

    private static Map<String, Object> object(int number, String text) {
        try {
            return Tree.object(Json.parse(text))
                    .orElseThrow(() ->
                            new MalformedTimeline(number, "the line is not a JSON object; each is one, with one key"));
        } catch (JsonProcessingException e) {
            throw new MalformedTimeline(
                    number, "the line is not JSON: " + firstLine(e.getOriginalMessage()) + "; each is one JSON object");
        }
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("it cannot be read");
        return line.length() > 120 ? line.substring(0, 120) + "…" : line;
    }

    private static Map.Entry<String, Object> single(int number, String what, Map<String, Object> object) {
        if (object.size() != 1) {
            throw new MalformedTimeline(
                    number,
                    what + " has " + object.size() + " keys; exactly one is allowed, of " + Fields.listed(KEYS));
        }
        return object.entrySet().iterator().next();
    }

    private Line line(int number, String key, @Nullable Object value) {
        return switch (key) {
            case "silent" -> silent(number, value);
            case "fault" -> new Line.Fault(number, FaultReader.read(number, value));
            case "kubeAudit" -> {
                Fields fields = Fields.of(number, key, value, "cluster", "record");
                yield new Line.KubeAudit(number, fields.cluster(), fields.object("record"));
            }
            case "ticket" -> ticket(number, value);
            case "policy" -> new Line.Policy(number, policy(number, value));
            case "duplicate" -> new Line.Duplicate(number, times(number, value));
            case "advance" -> new Line.Advance(number, Fields.duration(number, key, value));
            case "settle" -> new Line.Settle(number, Fields.duration(number, key, value));
            case "sweep" -> {
                requireTrue(number, key, value);
                yield new Line.Sweep(number);
            }
            case "restart" -> {
                requireTrue(number, key, value);
                yield new Line.Restart(number);
            }
            default -> new Line.Happens(number, change(number, key, value), false);
        };
    }

    private Line silent(int number, @Nullable Object value) {
        Map<String, Object> object = Tree.object(value).orElse(Map.of());
        if (object.size() != 1
                || !MAY_BE_SILENT.contains(object.keySet().iterator().next())) {
            throw new MalformedTimeline(
                    number, "\"silent\" takes an object with exactly one of " + String.join(", ", MAY_BE_SILENT));
        }
        Map.Entry<String, Object> entry = object.entrySet().iterator().next();
        return new Line.Happens(number, change(number, entry.getKey(), entry.getValue()), true);
    }

    private static Change change(int number, String key, @Nullable Object value) {
        return switch (key) {
            case "create" -> create(Fields.of(number, key, value, "cluster", "by"), number);
            case "edit" -> edit(Fields.of(number, key, value, "cluster", "by", "merge"), number);
            case "delete" -> {
                Fields fields = Fields.of(number, key, value, "cluster", "by");
                yield new Change.Delete(fields.cluster(), fields.by());
            }
            case "listAdminCredential" -> act(number, key, value, Action.LIST_ADMIN_CREDENTIAL);
            case "listUserCredential" -> act(number, key, value, Action.LIST_USER_CREDENTIAL);
            case "rotateCertificates" -> act(number, key, value, Action.ROTATE_CERTIFICATES);
            case "groupTags" -> {
                Fields fields = Fields.of(number, key, value, "resourceGroup", "by", "tags");
                yield new Change.GroupTags(fields.text("resourceGroup"), fields.by(), fields.object("tags"));
            }
            default ->
                throw new MalformedTimeline(
                        number, Fields.quoted(key) + " is not known; allowed are " + Fields.listed(KEYS));
        };
    }

    private static Change act(int number, String key, @Nullable Object value, Action action) {
        Fields fields = Fields.of(number, key, value, "cluster", "by");
        return new Change.Act(fields.cluster(), fields.by(), action);
    }

    private static Change create(Fields fields, int number) {
        Map<String, Object> document = fields.object("cluster");
        ClusterRef ref = Optional.ofNullable(document.get("id"))
                .filter(String.class::isInstance)
                .flatMap(id -> ClusterRef.parse((String) id))
                .orElseThrow(() ->
                        new MalformedTimeline(number, "create.cluster.id is not the ARM id of a managed cluster"));
        return new Change.Create(ref, fields.by(), document);
    }

    private static Change edit(Fields fields, int number) {
        Map<String, Object> merge = fields.object("merge");
        if (merge.keySet().stream().anyMatch("id"::equalsIgnoreCase)) {
            throw new MalformedTimeline(number, "edit.merge cannot change id: a cluster keeps its name");
        }
        return new Change.Edit(fields.cluster(), fields.by(), merge);
    }

    private static Line ticket(int number, @Nullable Object value) {
        Fields fields = Fields.of(number, "ticket", value, "cluster", "do", "by");
        Line.Ticket.Deed deed = fields.word(
                        "do",
                        word -> switch (word) {
                            case "close" -> Optional.of(Line.Ticket.Deed.CLOSE);
                            case "delete" -> Optional.of(Line.Ticket.Deed.DELETE);
                            default -> Optional.empty();
                        },
                        "close",
                        "delete")
                .orElseThrow(() -> fields.missing("do", "close or delete"));
        return new Line.Ticket(number, fields.cluster(), deed, fields.text("by"));
    }

    private String policy(int number, @Nullable Object value) {
        if (value instanceof String file && inFolder.test(file)) {
            return file;
        }
        throw new MalformedTimeline(
                number,
                "\"policy\" is " + Fields.kind(value) + "; expected the name of a file in the scenario's folder");
    }

    private static int times(int number, @Nullable Object value) {
        if (value instanceof Integer times && times >= 1 && times <= 1000) {
            return times;
        }
        throw new MalformedTimeline(
                number, "\"duplicate\" is " + Fields.kind(value) + "; expected a whole number from 1 to 1000");
    }

    private static void requireTrue(int number, String key, @Nullable Object value) {
        if (!Boolean.TRUE.equals(value)) {
            throw new MalformedTimeline(number, "\"" + key + "\" is " + Fields.kind(value) + "; expected true");
        }
    }
}
