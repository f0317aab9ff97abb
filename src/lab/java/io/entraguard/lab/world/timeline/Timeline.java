package io.entraguard.lab.world.timeline;

import io.entraguard.lab.world.Change;
import io.entraguard.model.ClusterRef;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads {@code timeline.jsonl} whole before anything runs: every line is understood, and every cluster that a line acts on
 * exists by then, or the file is refused. Blank lines say nothing.
 */
public final class Timeline {
    private final Set<ClusterRef> existing;
    private final LineReader reader;

    private Timeline(Collection<ClusterRef> fleet, Predicate<String> inFolder) {
        this.existing = new HashSet<>(fleet);
        this.reader = new LineReader(inFolder);
    }

    /**
     * The lines of a timeline, in order.
     *
     * @param fleet the clusters that are there before the first line
     * @param inFolder whether the scenario's folder has a file of that name, for {@code policy}
     * @throws MalformedTimeline for the first line that is not understood
     */
    public static List<Line> read(byte[] file, Collection<ClusterRef> fleet, Predicate<String> inFolder) {
        var timeline = new Timeline(fleet, inFolder);
        var lines = new ArrayList<Line>();
        int number = 0;
        for (int from = 0; from < file.length; ) {
            int to = from;
            while (to < file.length && file[to] != '\n') {
                to++;
            }
            number++;
            String text = text(number, ByteBuffer.wrap(file, from, to - from));
            if (!text.isBlank()) {
                lines.add(timeline.line(number, text));
            }
            from = to + 1;
        }
        return List.copyOf(lines);
    }

    private static String text(int number, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedTimeline(number, "the line is not UTF-8 text; save the file as UTF-8");
        }
    }

    private Line line(int number, String text) {
        Line line = reader.read(number, text);
        if (line instanceof Line.Happens happens) {
            happens.change().on(new Existence(number));
        }
        return line;
    }

    /** Follows which clusters exist from line to line. */
    private final class Existence implements Change.Cases<Boolean> {
        private final int number;

        Existence(int number) {
            this.number = number;
        }

        private boolean require(String key, ClusterRef ref) {
            if (!existing.contains(ref)) {
                throw new MalformedTimeline(
                        number,
                        key + " names a cluster that does not exist then: " + Fields.quoted(ref.id())
                                + " is neither in fleet.json nor created before, or was deleted");
            }
            return true;
        }

        @Override
        public Boolean create(Change.Create create) {
            if (!existing.add(create.cluster())) {
                throw new MalformedTimeline(
                        number,
                        "create names a cluster that exists already: "
                                + Fields.quoted(create.cluster().id()) + "; change it by edit, or delete it before");
            }
            return true;
        }

        @Override
        public Boolean edit(Change.Edit edit) {
            return require("edit", edit.cluster());
        }

        @Override
        public Boolean delete(Change.Delete delete) {
            return require("delete", delete.cluster()) && existing.remove(delete.cluster());
        }

        @Override
        public Boolean act(Change.Act act) {
            return require(act.action().verb(), act.cluster());
        }

        @Override
        public Boolean groupTags(Change.GroupTags groupTags) {
            return true;
        }
    }
}
