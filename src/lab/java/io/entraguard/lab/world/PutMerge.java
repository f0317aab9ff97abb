package io.entraguard.lab.world;

import io.entraguard.model.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a managed cluster becomes when a PUT is accepted: what the body names replaces what is there, what it leaves out is
 * kept (Azure/AKS#2904), its read-only parts are ignored. Tags and {@code aadProfile} are replaced whole, node pools by
 * name. A null in the body is a property left out, as the provider's own decoder reads it.
 */
final class PutMerge {
    /** Paths that only the provider writes, from the REST specification's {@code readOnly} marks. */
    private static final Pattern READ_ONLY = Pattern.compile(
            "id|name|type|etag|systemdata"
                    + "|identity\\.(principalid|tenantid)"
                    + "|identity\\.userassignedidentities\\..*\\.(principalid|clientid)"
                    + "|properties\\.(provisioningstate|powerstate|maxagentpools|currentkubernetesversion|fqdn"
                    + "|privatefqdn|azureportalfqdn|resourceuid|status|oidcissuerprofile\\.issuerurl)"
                    + "|properties\\.agentpoolprofiles\\[]\\."
                    + "(etag|provisioningstate|currentorchestratorversion|nodeimageversion|status)"
                    + "|properties\\.networkprofile\\.(loadbalancerprofile|natgatewayprofile)\\.effectiveoutboundips"
                    + "|properties\\.addonprofiles\\..*\\.identity",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern REPLACED_WHOLE =
            Pattern.compile("tags|properties\\.aadprofile", Pattern.CASE_INSENSITIVE);

    private static final String POOLS = "properties.agentPoolProfiles";

    private PutMerge() {}

    /** The document after the PUT, sharing nothing with the two before it. */
    static Map<String, Object> of(Map<String, Object> current, Map<String, Object> body) {
        return object("", Tree.copy(current), Tree.copy(body));
    }

    private static Map<String, Object> object(String place, Map<String, Object> current, Map<String, Object> body) {
        body.forEach((name, value) -> {
            String spelling = Documents.spelling(current, name).orElse(name);
            String path = place + spelling;
            if (value != null && !READ_ONLY.matcher(path).matches()) {
                current.put(spelling, value(path, current.get(spelling), value));
            }
        });
        return current;
    }

    private static Object value(String path, @Nullable Object current, Object body) {
        if (REPLACED_WHOLE.matcher(path).matches()) {
            return body;
        }
        if (path.equalsIgnoreCase(POOLS) && current instanceof List<?> before && body instanceof List<?> after) {
            return pools(path, before, after);
        }
        Optional<Map<String, Object>> object = Tree.object(body);
        if (object.isEmpty()) {
            return body;
        }
        return object(path + ".", Tree.object(current).orElseGet(LinkedHashMap::new), object.get());
    }

    private static List<@Nullable Object> pools(String path, List<?> before, List<?> after) {
        var pools = new ArrayList<@Nullable Object>();
        for (Object item : after) {
            Optional<Map<String, Object>> pool = Tree.object(item);
            if (pool.isEmpty()) {
                pools.add(item);
                continue;
            }
            Map<String, Object> same = named(before, Documents.text(pool.get(), "name"));
            pools.add(object(path + "[].", same, pool.get()));
        }
        return pools;
    }

    private static Map<String, Object> named(List<?> pools, Optional<String> name) {
        return pools.stream()
                .flatMap(pool -> Tree.object(pool).stream())
                .filter(pool -> name.isPresent() && Documents.text(pool, "name").equals(name))
                .findFirst()
                .orElseGet(LinkedHashMap::new);
    }
}
