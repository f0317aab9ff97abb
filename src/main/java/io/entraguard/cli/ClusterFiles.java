package io.entraguard.cli;

import io.entraguard.cli.ClusterDocument.Read;
import io.entraguard.cli.ClusterDocument.Unread;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads clusters from files of every shape that Azure's tools print: one resource as ARM returns it, an ARM list, an
 * array of resources, {@code az aks} output, a Resource Graph answer or its rows. Resources of other types are left out
 * with a note. Good for one run.
 */
public final class ClusterFiles {
    private static final Pattern TYPE_IN_ID =
            Pattern.compile("/providers/([^/]+/[^/]+)/[^/]+$", Pattern.CASE_INSENSITIVE);
    /** What shows that a document tells of the configuration: ARM's wrapper, or what az has in its place. */
    private static final List<String> JUDGED = List.of(
            "properties", "aadProfile", "disableLocalAccounts", "enableRBAC", "provisioningState", "agentPoolProfiles");

    private final InputStream standardInput;
    private final List<ClusterDocument> clusters = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, String> seen = new HashMap<>();

    private ClusterFiles(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    /**
     * What the files hold.
     *
     * @param clusters in the order of the input
     * @param notes one line each on what was left out or looks incomplete
     */
    record Contents(List<ClusterDocument> clusters, List<String> notes) {
        Contents {
            clusters = List.copyOf(clusters);
            notes = List.copyOf(notes);
        }
    }

    /**
     * Reads the files of those names, {@code -} being standard input.
     *
     * @throws Unusable where a file as a whole cannot be used
     */
    static Contents read(List<String> names, InputStream standardInput) {
        var files = new ClusterFiles(standardInput);
        names.forEach(files::file);
        return new Contents(files.clusters, files.notes);
    }

    private void file(String name) {
        String file = InputFile.shown(name);
        Object tree = JsonDocument.read(file, InputFile.bytes(name, standardInput));
        try {
            Wrapper wrapper = Wrapper.open(file, tree);
            wrapper.incomplete().ifPresent(why -> notes.add(file + ": " + why));
            List<?> resources = wrapper.resources();
            if (resources.isEmpty()) {
                notes.add(file + ": the list is empty; no cluster was evaluated");
            }
            if (!resources.isEmpty() && resources.stream().noneMatch(Map.class::isInstance)) {
                throw new Unusable(file + ": [0] is " + Wrapper.kind(resources.get(0)) + ", " + Wrapper.EXPECTED);
            }
            var others = new TreeMap<String, Integer>(String.CASE_INSENSITIVE_ORDER);
            for (int i = 0; i < resources.size(); i++) {
                String place = file + (tree instanceof List || resources.size() > 1 ? "[" + i + "]" : "");
                otherType(file, place, resources.get(i)).ifPresent(type -> others.merge(type, 1, Integer::sum));
            }
            others.forEach((type, count) -> notes.add(
                    file + ": left out " + count + " of type " + Printable.line(type) + ", not managedClusters"));
        } catch (Tree.Unreadable e) {
            throw new Unusable(file + ": " + Printable.line(String.valueOf(e.getMessage())) + "; keep one of them", e);
        }
    }

    /** Keeps the cluster that the item is; the type of what it is instead, where that is something else. */
    private Optional<String> otherType(String file, String place, @Nullable Object item) {
        Optional<Map<String, Object>> object = Tree.object(item);
        if (object.isEmpty()) {
            clusters.add(
                    new Unread(place, file, "this is " + Wrapper.kind(item) + ", expected a managedClusters resource"));
            return Optional.empty();
        }
        String id = place;
        try {
            Optional<String> given = text(object.get(), "id");
            Optional<String> type = text(object.get(), "type").or(() -> given.flatMap(ClusterFiles::typeOf));
            if (type.isPresent() && !type.get().equalsIgnoreCase(ClusterRef.TYPE)) {
                return type;
            }
            id = given.orElse(place);
            SnapshotReader.ref(object.get());
            refuseProjection(object.get());
            clusters.add(new Read(SnapshotReader.read(object.get())));
        } catch (Tree.Unreadable e) {
            clusters.add(new Unread(id, file, String.valueOf(e.getMessage())));
        }
        twice(file, id);
        return Optional.empty();
    }

    /** A row that shows nothing of how people get in would read as a cluster where all of it is off. */
    private static void refuseProjection(Map<String, Object> resource) {
        if (JUDGED.stream().noneMatch(name -> Tree.property(resource, name).isPresent())) {
            throw new Tree.Unreadable("properties is missing; a query must project it");
        }
    }

    private void twice(String file, String id) {
        ClusterRef.parse(id)
                .map(ClusterRef::key)
                .map(key -> seen.putIfAbsent(key, file))
                .ifPresent(before -> notes.add(file + ": " + Printable.line(id) + " is given twice, first in " + before
                        + "; it counts twice"));
    }

    private static Optional<String> typeOf(String id) {
        Matcher matcher = TYPE_IN_ID.matcher(id);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<String> text(Map<String, Object> object, String name) {
        return Tree.property(object, name)
                .map(Tree.Property::value)
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }
}
