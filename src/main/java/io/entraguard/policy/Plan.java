package io.entraguard.policy;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.IdentityProfile;
import io.entraguard.model.IdentityProfile.Presence;
import io.entraguard.model.Sha256;
import io.entraguard.model.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One PUT: the properties that it sets on one cluster, and the identity that they lead to. Only
 * {@code properties.aadProfile.*} and {@code properties.disableLocalAccounts} are ever among them. Immutable.
 *
 * @param id the first 12 hex digits of a SHA-256 over cluster, resourceUID, changes and the identity they start from:
 *     another configuration is another plan
 * @param changes what is set, in document order
 * @param after the identity once it is done
 */
public record Plan(String id, List<Change> changes, IdentityProfile after) {

    /** The two halves of a remediation; a plan is about one of them or both. */
    public enum Half {
        /** Managed Entra integration on, with administrators. */
        ENTRA,
        /** Local accounts off. */
        LOCAL_ACCOUNTS
    }

    private static final String AAD = "properties.aadProfile.";
    private static final String LOCAL_ACCOUNTS = "properties.disableLocalAccounts";

    public Plan {
        changes = List.copyOf(changes);
    }

    /** Which halves would change anything on this cluster, given what the policy wants. */
    public static Set<Half> due(ClusterSnapshot cluster, Settings settings) {
        var due = new LinkedHashSet<Half>();
        IdentityProfile identity = cluster.identity();
        boolean lacksNamed = identity.entraOn()
                && identity.adminGroups().isEmpty()
                && !identity.azureRbacOn()
                && !settings.adminGroups().isEmpty();
        if (identity.entraOff() || (identity.legacy() && settings.migrateLegacy()) || lacksNamed) {
            due.add(Half.ENTRA);
        }
        if (!identity.localAccountsOff() && settings.localAccounts() == Settings.LocalAccounts.DISABLE) {
            due.add(Half.LOCAL_ACCOUNTS);
        }
        return due;
    }

    /** The plan for these halves; empty where nothing would change, or where Entra would not be on afterwards. */
    public static Optional<Plan> of(ClusterSnapshot cluster, Settings settings, Set<Half> halves) {
        IdentityProfile before = cluster.identity();
        if (halves.isEmpty() || !before.entraOn() && !halves.contains(Half.ENTRA)) {
            return Optional.empty();
        }
        IdentityProfile after = after(before, settings, halves);
        List<Change> changes = changes(before, after);
        return changes.isEmpty() ? Optional.empty() : Optional.of(new Plan(id(cluster, changes), changes, after));
    }

    private static IdentityProfile after(IdentityProfile before, Settings settings, Set<Half> halves) {
        boolean entra = halves.contains(Half.ENTRA);
        var groups = new ArrayList<>(before.adminGroups());
        settings.adminGroups().stream()
                .filter(group -> groups.stream().noneMatch(group::equalsIgnoreCase))
                .forEach(groups::add);
        boolean turnOnAzureRbac = settings.azureRbac() == Settings.AzureRbac.ENABLE;
        return new IdentityProfile(
                Presence.PRESENT,
                Optional.of(true),
                turnOnAzureRbac ? Optional.of(true) : before.azureRbac(),
                groups,
                before.tenant().or(() -> before.entraOn() ? Optional.empty() : settings.tenant()),
                entra ? Optional.empty() : before.clientApp(),
                entra ? Optional.empty() : before.serverApp(),
                halves.contains(Half.LOCAL_ACCOUNTS) ? Optional.of(true) : before.localAccountsDisabled(),
                before.kubernetesRbac());
    }

    private static List<Change> changes(IdentityProfile before, IdentityProfile after) {
        var changes = new ArrayList<Change>();
        change(changes, AAD + "managed", before.managed(), after.managed());
        change(changes, AAD + "enableAzureRBAC", before.azureRbac(), after.azureRbac());
        change(changes, AAD + "adminGroupObjectIDs", list(before.adminGroups()), list(after.adminGroups()));
        change(changes, AAD + "tenantID", before.tenant(), after.tenant());
        change(changes, AAD + "clientAppID", before.clientApp(), after.clientApp());
        change(changes, AAD + "serverAppID", before.serverApp(), after.serverApp());
        change(changes, LOCAL_ACCOUNTS, before.localAccountsDisabled(), after.localAccountsDisabled());
        return changes;
    }

    private static Optional<List<String>> list(List<String> groups) {
        return groups.isEmpty() ? Optional.empty() : Optional.of(groups);
    }

    private static void change(List<Change> changes, String path, Optional<?> from, Optional<?> to) {
        if (!from.equals(to)) {
            changes.add(new Change(path, from.orElse(null), to.orElse(null)));
        }
    }

    private static String id(ClusterSnapshot cluster, List<Change> changes) {
        var text = new StringBuilder(cluster.ref().key()).append('\n');
        text.append(cluster.resourceUid().orElse("")).append('\n');
        changes.forEach(change -> text.append(change.path())
                .append('=')
                .append(change.from())
                .append('>')
                .append(change.to())
                .append('\n'));
        IdentityProfile identity = cluster.identity();
        text.append(identity.managed()).append(identity.azureRbac()).append(identity.adminGroups());
        text.append(identity.tenant()).append(identity.clientApp()).append(identity.serverApp());
        text.append(identity.localAccountsDisabled()).append(identity.kubernetesRbac());
        return Sha256.hex(text.toString()).substring(0, 12);
    }

    /** Whether this plan switches local accounts off. */
    public boolean disablesLocalAccounts() {
        return changes.stream().anyMatch(change -> change.path().equals(LOCAL_ACCOUNTS));
    }

    /** Whether a cluster of that identity has every property as this plan leaves it. */
    public boolean holdsIn(IdentityProfile identity) {
        return changes.stream().allMatch(change -> switch (change.path()) {
            case AAD + "managed" -> identity.managed().equals(after.managed());
            case AAD + "enableAzureRBAC" -> identity.azureRbac().equals(after.azureRbac());
            case AAD + "adminGroupObjectIDs" ->
                lowerCase(identity.adminGroups()).containsAll(lowerCase(after.adminGroups()));
            case AAD + "tenantID" ->
                lowerCase(identity.tenant().stream().toList())
                        .equals(lowerCase(after.tenant().stream().toList()));
            case AAD + "clientAppID" -> identity.clientApp().isEmpty();
            case AAD + "serverAppID" -> identity.serverApp().isEmpty();
            case LOCAL_ACCOUNTS -> identity.localAccountsOff();
            default -> false;
        });
    }

    private static Set<String> lowerCase(List<String> words) {
        return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    /** A copy of an ARM document with the changes in place, spelled as the document spells its properties. */
    public Map<String, Object> applyTo(Map<String, Object> document) {
        Map<String, Object> copy = Tree.copy(document);
        for (Change change : changes) {
            String[] path = change.path().split("\\.");
            Map<String, Object> holder = copy;
            for (int i = 0; i < path.length - 1; i++) {
                holder = child(holder, path[i]);
            }
            set(holder, path[path.length - 1], change.to());
        }
        return copy;
    }

    private static Map<String, Object> child(Map<String, Object> holder, String name) {
        Optional<Tree.Property> existing = Tree.property(holder, name);
        Optional<Map<String, Object>> object = existing.flatMap(property -> Tree.object(property.value()));
        if (object.isPresent()) {
            return object.get();
        }
        var made = new LinkedHashMap<String, Object>();
        holder.put(existing.map(Tree.Property::name).orElse(name), made);
        return made;
    }

    private static void set(Map<String, Object> holder, String name, @Nullable Object value) {
        String spelled = Tree.property(holder, name).map(Tree.Property::name).orElse(name);
        if (value == null) {
            holder.remove(spelled);
        } else {
            holder.put(spelled, value);
        }
    }
}
