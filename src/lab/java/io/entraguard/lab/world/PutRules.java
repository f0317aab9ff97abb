package io.entraguard.lab.world;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the AKS resource provider refuses of a PUT for its content. The codes and occasions are gathered in the project's
 * facts about Azure, from AKS's documentation and issue threads; where no source gives the code it is BadRequest.
 */
final class PutRules {
    private static final Pattern MINOR = Pattern.compile("1\\.(\\d+).*");

    /** Before this minor version of Kubernetes AKS accepted local accounts off without Entra. */
    private static final int NEEDS_ENTRA = 25;

    private PutRules() {}

    /**
     * Refuses a change that AKS would refuse.
     *
     * @param current the cluster as it is; an empty document for one that is to be created
     * @param body what was sent
     * @param after what the cluster would become
     */
    static void check(Map<String, Object> current, Map<String, Object> body, Map<String, Object> after) {
        stopped(current);
        rbacChanged(current, after);
        entraSwitchedOff(current, body, after);
        entraWithoutRbac(after);
        localAccountsWithoutEntra(after);
        tenant(current, after);
    }

    /** Refuses a body whose parts are of a kind that AKS's decoder does not read. */
    static void kinds(Map<String, Object> body) {
        kind(body, Map.class, "tags");
        kind(body, Map.class, "properties");
        kind(body, Map.class, "properties", "aadProfile");
        for (String flag : List.of("disableLocalAccounts", "enableRBAC")) {
            kind(body, Boolean.class, "properties", flag);
        }
        for (String flag : List.of("managed", "enableAzureRBAC")) {
            kind(body, Boolean.class, "properties", "aadProfile", flag);
        }
        kind(body, String.class, "properties", "aadProfile", "tenantID");
        kind(body, List.class, "properties", "aadProfile", "adminGroupObjectIDs");
        Documents.value(body, "properties", "aadProfile", "adminGroupObjectIDs")
                .filter(groups -> !((List<?>) groups).stream().allMatch(String.class::isInstance))
                .ifPresent(groups -> {
                    throw unreadable("properties.aadProfile.adminGroupObjectIDs");
                });
    }

    private static void kind(Map<String, Object> body, Class<?> kind, String... path) {
        Documents.value(body, path).filter(value -> !kind.isInstance(value)).ifPresent(value -> {
            throw unreadable(String.join(".", path));
        });
    }

    private static Refusal unreadable(String place) {
        return Refusal.aks(400, "BadRequest", "The value of '" + place + "' cannot be read.")
                .about(place);
    }

    private static void stopped(Map<String, Object> current) {
        if (Documents.text(current, "properties", "powerState", "code")
                .filter("Stopped"::equalsIgnoreCase)
                .isPresent()) {
            throw Refusal.aks(
                    400,
                    "BadRequest",
                    "The managed cluster is in Provisioning State(Succeeded) and Power State(Stopped), the operation"
                            + " cannot be performed.");
        }
    }

    private static void rbacChanged(Map<String, Object> current, Map<String, Object> after) {
        if (!current.isEmpty() && rbac(current) != rbac(after)) {
            throw Refusal.aks(
                            400,
                            "PropertyChangeNotAllowed",
                            "Changing property 'properties.enableRBAC' is not allowed.")
                    .about("properties.enableRBAC");
        }
    }

    private static void entraSwitchedOff(
            Map<String, Object> current, Map<String, Object> body, Map<String, Object> after) {
        Optional<Map<String, Object>> properties = Documents.object(body, "properties");
        boolean nulled = properties
                .flatMap(object -> Documents.spelling(object, "aadProfile").map(name -> object.get(name) == null))
                .orElse(false);
        if (managed(current) && (nulled || !managed(after))) {
            throw Refusal.aks(
                            400,
                            "BadRequest",
                            "Managed Microsoft Entra integration cannot be disabled once it is enabled.")
                    .about("properties.aadProfile.managed");
        }
    }

    private static void entraWithoutRbac(Map<String, Object> after) {
        if (managed(after) && !rbac(after)) {
            throw Refusal.aks(
                            400,
                            "BadRequest",
                            "Microsoft Entra integration needs a cluster with Kubernetes RBAC enabled.")
                    .about("properties.aadProfile");
        }
    }

    private static void localAccountsWithoutEntra(Map<String, Object> after) {
        boolean entra = managed(after)
                || List.of("clientAppID", "serverAppID").stream()
                        .anyMatch(id -> Documents.text(after, "properties", "aadProfile", id)
                                .isPresent());
        if (Documents.isTrue(after, "properties", "disableLocalAccounts") && !entra && needsEntra(after)) {
            throw Refusal.aks(
                            400,
                            "BadRequest",
                            "Disabling local accounts is only allowed on a cluster with Microsoft Entra integration.")
                    .about("properties.disableLocalAccounts");
        }
    }

    private static boolean needsEntra(Map<String, Object> document) {
        Matcher minor = MINOR.matcher(
                Documents.text(document, "properties", "kubernetesVersion").orElse(""));
        return !minor.matches() || minor.group(1).length() > 3 || Integer.parseInt(minor.group(1)) >= NEEDS_ENTRA;
    }

    /** A tenant that the cluster has already is left alone: scenarios may begin with one that ARM would not take. */
    private static void tenant(Map<String, Object> current, Map<String, Object> after) {
        Optional<String> tenant = Documents.text(after, "properties", "aadProfile", "tenantID");
        boolean foreign = tenant.isPresent() && !tenant.get().equalsIgnoreCase(World.TENANT);
        if (foreign && !tenant.equals(Documents.text(current, "properties", "aadProfile", "tenantID"))) {
            throw Refusal.aks(
                            400,
                            "BadRequest",
                            "The tenant '" + tenant.get() + "' is not the tenant of the cluster's subscription.")
                    .about("properties.aadProfile.tenantID");
        }
    }

    private static boolean managed(Map<String, Object> document) {
        return Documents.isTrue(document, "properties", "aadProfile", "managed");
    }

    private static boolean rbac(Map<String, Object> document) {
        return !Documents.isFalse(document, "properties", "enableRBAC");
    }
}
