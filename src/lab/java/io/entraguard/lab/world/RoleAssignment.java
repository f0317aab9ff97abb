package io.entraguard.lab.world;

import io.entraguard.model.Tree;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A role that somebody holds at a scope.
 *
 * @param scope an ARM scope; {@code /} is the tenant's root
 * @param roleDefinitionId the definition's ARM id
 * @param condition the expression that narrows it, where there is one
 */
public record RoleAssignment(
        String id,
        String scope,
        String roleDefinitionId,
        String principalId,
        String principalType,
        Optional<String> condition) {

    /** Built-in roles that scenarios may call by name; GUIDs from Azure's list of built-in roles. */
    private static final Map<String, String> BUILT_IN = Map.of(
            "azure kubernetes service rbac cluster admin", "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
            "aks rbac cluster admin", "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
            "azure kubernetes service rbac admin", "3498e952-d568-435e-9b2c-8d77e338d7f7",
            "azure kubernetes service rbac writer", "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb",
            "azure kubernetes service rbac reader", "7f6c6a51-bcf8-42ba-9220-52d62157d7db",
            "azure kubernetes service cluster admin role", "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
            "azure kubernetes service contributor role", "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8",
            "contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c",
            "reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7",
            "owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635");

    /**
     * Reads an entry of {@code directory.json}, flat or in ARM's shape; the role is a definition's id, its GUID or the
     * name of a built-in role, under {@code roleDefinitionId} or {@code role}.
     *
     * @throws IllegalArgumentException where something is missing; the message begins with the place
     */
    static RoleAssignment read(String place, Map<String, Object> entry) {
        Map<String, Object> from = Documents.value(entry, "properties")
                .map(value -> Tree.object(value)
                        .orElseThrow(() -> new IllegalArgumentException(place + ".properties is not an object")))
                .orElse(entry);
        String scope = required(place, from, "scope");
        String role = Documents.text(from, "roleDefinitionId")
                .or(() -> Documents.text(from, "role"))
                .orElseThrow(() ->
                        new IllegalArgumentException(place + " has neither a roleDefinitionId nor a role, as text"));
        String principal = required(place, from, "principalId");
        String id = Documents.text(entry, "id")
                .orElseGet(() -> (scope.equals("/") ? "" : scope)
                        + "/providers/Microsoft.Authorization/roleAssignments/"
                        + Ids.named(scope + "|" + role + "|" + principal));
        return new RoleAssignment(
                id,
                scope,
                definition(place, scope, role),
                principal,
                Documents.text(from, "principalType").orElse("Group"),
                Documents.text(from, "condition"));
    }

    private static String required(String place, Map<String, Object> from, String name) {
        return Documents.text(from, name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException(place + "." + name + " is missing, or not text"));
    }

    private static String definition(String place, String scope, String role) {
        if (role.contains("/")) {
            return role;
        }
        String guid = Directory.isGuid(role) ? role : BUILT_IN.get(role.toLowerCase(Locale.ROOT));
        if (guid == null) {
            throw new IllegalArgumentException(
                    place + " names a role that is neither an id nor a built-in role of AKS: use its roleDefinitionId");
        }
        return subscriptionOf(scope) + "/providers/Microsoft.Authorization/roleDefinitions/" + guid;
    }

    private static String subscriptionOf(String scope) {
        String[] segments = scope.split("/");
        return segments.length > 2 && segments[1].equalsIgnoreCase("subscriptions")
                ? "/subscriptions/" + segments[2]
                : "";
    }

    /** Whether it holds for that resource: at it or above it. Every management group of the lab holds all subscriptions. */
    boolean covers(String resource) {
        String below = resource.toLowerCase(Locale.ROOT) + "/";
        String above = scope.toLowerCase(Locale.ROOT);
        return above.equals("/")
                || above.startsWith("/providers/microsoft.management/managementgroups/")
                || below.startsWith(above.endsWith("/") ? above : above + "/");
    }

    /** ARM's shape. */
    public Map<String, Object> json() {
        var properties = new LinkedHashMap<String, Object>();
        properties.put("roleDefinitionId", roleDefinitionId);
        properties.put("principalId", principalId);
        properties.put("principalType", principalType);
        properties.put("scope", scope);
        condition.ifPresent(expression -> {
            properties.put("condition", expression);
            properties.put("conditionVersion", "2.0");
        });
        var json = new LinkedHashMap<String, Object>();
        json.put("properties", properties);
        json.put("id", id);
        json.put("type", "Microsoft.Authorization/roleAssignments");
        json.put("name", id.substring(id.lastIndexOf('/') + 1));
        return json;
    }
}
