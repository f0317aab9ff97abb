package io.entraguard.lab;

import io.entraguard.lab.Played.Put;
import io.entraguard.model.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a write asks for that is not so yet, property by property, by the document that stood just before it. */
final class Changes {
    /**
     * What ARM alone writes and a PUT rightly leaves out; all the rest that it leaves out is a difference. Written down
     * here apart from the program's own list, which is what is tested.
     */
    private static final Pattern READ_ONLY =
            Pattern.compile("id|name|type|systemdata|etag|identity\\.(principalid|tenantid)"
                    + "|properties\\.(provisioningstate|powerstate|currentkubernetesversion|maxagentpools|fqdn|privatefqdn"
                    + "|azureportalfqdn|resourceuid|status)(\\..*)?"
                    + "|properties\\.oidcissuerprofile\\.issuerurl"
                    + "|properties\\.addonprofiles\\.[^.]*\\.identity(\\..*)?"
                    + "|properties\\.agentpoolprofiles\\[[0-9]+]\\.(provisioningstate|etag|currentorchestratorversion"
                    + "|nodeimageversion|status)(\\..*)?"
                    + "|properties\\.networkprofile\\.loadbalancerprofile\\.effectiveoutboundips.*");

    /** A property that would change. */
    record Difference(
            String path, @Nullable Object from, @Nullable Object to) {
        /** Whether the guard may touch it at all. */
        boolean allowed() {
            String lower = path.toLowerCase(Locale.ROOT);
            return lower.startsWith("properties.aadprofile") || lower.equals("properties.disablelocalaccounts");
        }

        @Override
        public String toString() {
            return path.substring(path.lastIndexOf('.') + 1) + " " + value(from) + " => " + value(to);
        }

        private static String value(@Nullable Object value) {
            if (value instanceof List<?> list) {
                return list.stream().map(Account::brief).collect(Collectors.joining(", ", "[", "]"));
            }
            return value == null ? "absent" : String.valueOf(value);
        }
    }

    /** The differences in words. */
    List<String> of(Put put) {
        return differences(put).stream().map(Difference::toString).toList();
    }

    /** The differences, in the order of the document's properties. */
    List<Difference> differences(Put put) {
        var found = new ArrayList<Difference>();
        Map<String, Object> before = put.documentBefore().orElse(Map.of());
        put.write().body().ifPresent(body -> compare("", before, body, found));
        return found;
    }

    private static void compare(String path, @Nullable Object before, @Nullable Object after, List<Difference> found) {
        Optional<Map<String, Object>> one = Tree.object(before);
        Optional<Map<String, Object>> other = Tree.object(after);
        boolean entra = path.equalsIgnoreCase("properties.aadProfile");
        if ((one.isPresent() || entra) && other.isPresent()) {
            objects(path, one.orElse(Map.of()), other.get(), found);
        } else if (before instanceof List<?> was
                && after instanceof List<?> is
                && !was.isEmpty()
                && was.size() == is.size()
                && Tree.object(was.get(0)).isPresent()) {
            for (int i = 0; i < was.size(); i++) {
                compare(path + "[" + i + "]", was.get(i), is.get(i), found);
            }
        } else if (!Objects.equals(before, after)) {
            found.add(new Difference(path, before, after));
        }
    }

    private static void objects(
            String path, Map<String, Object> before, Map<String, Object> after, List<Difference> found) {
        String prefix = path.isEmpty() ? "" : path + ".";
        before.forEach((name, value) -> {
            if (after.containsKey(name)
                    || !READ_ONLY
                            .matcher((prefix + name).toLowerCase(Locale.ROOT))
                            .matches()) {
                compare(prefix + name, value, after.get(name), found);
            }
        });
        after.forEach((name, value) -> {
            if (!before.containsKey(name)) {
                compare(prefix + name, null, value, found);
            }
        });
    }
}
