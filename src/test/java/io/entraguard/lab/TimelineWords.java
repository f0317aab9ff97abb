package io.entraguard.lab;

import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Json;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.model.Tree;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A line of a timeline in a few words. */
final class TimelineWords implements Line.Cases<String> {
    private static final int LONGEST = 160;

    @Override
    public String event(Line.Event line) {
        return "event "
                + Json.object(line.json()).flatMap(TimelineWords::named).orElseGet(() -> shortened(line.json()));
    }

    @Override
    public String happens(Line.Happens line) {
        return (line.eventLost() ? "silent " : "") + line.change().on(new ChangeWords());
    }

    @Override
    public String fault(Line.Fault line) {
        Fault fault = line.fault();
        return "fault " + fault.target().word()
                + fault.method().map(method -> " " + method).orElse("")
                + fault.path().map(path -> " of " + shortened(path)).orElse("")
                + (fault.times() > 1 ? ", " + fault.times() + " times" : "")
                + ": " + fault.failure().on(new FaultWords());
    }

    @Override
    public String kubeAudit(Line.KubeAudit line) {
        return "kubeAudit " + line.cluster().name();
    }

    @Override
    public String ticket(Line.Ticket line) {
        return "ticket of " + line.cluster().name() + ": "
                + (line.deed() == Line.Ticket.Deed.CLOSE ? "closed" : "deleted") + " by " + line.by();
    }

    @Override
    public String policy(Line.Policy line) {
        return "policy " + line.file();
    }

    @Override
    public String duplicate(Line.Duplicate line) {
        return "duplicate " + line.times();
    }

    @Override
    public String advance(Line.Advance line) {
        return "advance " + line.by();
    }

    @Override
    public String settle(Line.Settle line) {
        return "settle " + line.within();
    }

    @Override
    public String sweep(Line.Sweep line) {
        return "sweep";
    }

    @Override
    public String restart(Line.Restart line) {
        return "restart";
    }

    /** An event's type, operation and id, where it has them. */
    private static Optional<String> named(Map<String, Object> event) {
        Object type = event.getOrDefault("eventType", event.get("type"));
        Object operation = Tree.object(event.get("data"))
                .map(data -> data.get("operationName"))
                .orElse(null);
        return type instanceof String && operation instanceof String
                ? Optional.of(shortened(type + ", " + operation + ", id " + event.get("id")))
                : Optional.empty();
    }

    /** The leaves of a merge patch, by their paths. */
    private static String leaves(String path, @Nullable Object value) {
        return Tree.object(value)
                .filter(object -> !object.isEmpty())
                .map(object -> object.entrySet().stream()
                        .map(entry ->
                                leaves(path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(", ")))
                .orElseGet(() -> path + "=" + Json.write(value));
    }

    private static String shortened(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .map(point -> point < 0x20 || point > 0x7e ? '?' : point)
                .forEach(plain::appendCodePoint);
        return plain + (text.codePointCount(0, text.length()) > LONGEST ? "..." : "");
    }

    private static String by(Caller caller) {
        return " by " + (caller.app() ? "app " : "") + Account.brief(caller.oid());
    }

    /** What somebody does. */
    private static final class ChangeWords implements Change.Cases<String> {
        @Override
        public String create(Change.Create create) {
            return "create " + create.cluster().name() + by(create.by());
        }

        @Override
        public String edit(Change.Edit edit) {
            return "edit " + edit.cluster().name() + by(edit.by()) + ": " + shortened(leaves("", edit.merge()));
        }

        @Override
        public String delete(Change.Delete delete) {
            return "delete " + delete.cluster().name() + by(delete.by());
        }

        @Override
        public String act(Change.Act act) {
            return act.action().verb() + " " + act.cluster().name() + by(act.by());
        }

        @Override
        public String groupTags(Change.GroupTags groupTags) {
            return "groupTags " + groupTags.resourceGroup() + by(groupTags.by()) + ": "
                    + shortened(leaves("", groupTags.tags()));
        }
    }

    /** How a request is to end. */
    private static final class FaultWords implements Fault.Cases<String> {
        @Override
        public String answered(Fault.Answered answered) {
            return answered.status() + " " + answered.code()
                    + answered.retryAfter().map(wait -> ", Retry-After " + wait).orElse("");
        }

        @Override
        public String timeout() {
            return "timeout";
        }

        @Override
        public String reset() {
            return "reset";
        }

        @Override
        public String lostResponse() {
            return "lost-response";
        }
    }
}
