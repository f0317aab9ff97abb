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
 * kept (Azure/AKS#2904), its read-only parts are ignored. Tags and {@code aadProfile} are replaced whole, lists too, but
 * an item keeps what the body leaves out of it if one of its name was there. A null in the body is a property left out, as the provider's own decoder reads it.
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
                    + "|properties\\.addonprofiles\\..*\\.identity"
                    + "|properties\\.ingressprofile\\.webapprouting\\.identity"
                    + "|properties\\.podidentityprofile\\.userassignedidentities\\[]\\.provisioning(state|info)"
                    + "|properties\\.privatelinkresources\\[]\\.privatelinkserviceid",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern REPLACED_WHOLE =
            Pattern.compile("tags|properties\\.aadprofile", Pattern.CASE_INSENSITIVE);

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
        if (current instanceof List<?> before && body instanceof List<?> after) {
            return list(path, before, after);
        }
        Optional<Map<String, Object>> object = Tree.object(body);
        if (object.isEmpty()) {
            return body;
        }
        return object(path + ".", Tree.object(current).orElseGet(LinkedHashMap::new), object.get());
    }

    /** The body's list; an item that has the name of one before, such as a node pool, is laid over it. */
    private static List<@Nullable Object> list(String path, List<?> before, List<?> after) {
        var items = new ArrayList<@Nullable Object>();
        for (Object item : after) {
            Optional<Map<String, Object>> named = Tree.object(item);
            items.add(
                    named.isEmpty()
                            ? item
                            : object(path + "[].", named(before, Documents.text(named.get(), "name")), named.get()));
        }
        return items;
    }

    private static Map<String, Object> named(List<?> items, Optional<String> name) {
        return items.stream()
                .flatMap(item -> Tree.object(item).stream())
                .filter(item -> name.isPresent() && Documents.text(item, "name").equals(name))
                .findFirst()
                .orElseGet(LinkedHashMap::new);
    }
}
