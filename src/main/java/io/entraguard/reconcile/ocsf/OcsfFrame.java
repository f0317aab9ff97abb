package io.entraguard.reconcile.ocsf;

import static java.util.Objects.requireNonNull;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Decided;
import io.entraguard.model.AuditEvent.PropertyChange;
import io.entraguard.model.AuditEvent.Subject;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Severity;
import io.entraguard.model.Sha256;
import io.entraguard.reconcile.ledger.Ledger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What every OCSF event about one happening has in common: its time, its ids, who speaks, and which cluster it is about. */
final class OcsfFrame {
    /** The severity of what is only told. */
    static final int INFORMATIONAL = 1;

    private static final String[] SEVERITIES = {"Unknown", "Informational", "Low", "Medium", "High", "Critical"};
    private static final String NAME = "Entra Guard";

    private final String version;
    private final AuditEvent event;

    OcsfFrame(String version, AuditEvent event) {
        this.version = version;
        this.event = event;
    }

    /**
     * An event's members up to those that its class is about.
     *
     * @param code the event's fixed name
     * @param word what it is about: a control's code, an alert's kind; ties it to the others about the same
     * @param discriminator what tells it from others of that code and word at the same occurrence
     * @param profiles beside {@code cloud}
     */
    Map<String, Object> event(
            OcsfClass type,
            int activity,
            int severity,
            String code,
            String message,
            String word,
            String discriminator,
            String... profiles) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("class_uid", type.uid());
        tree.put("class_name", type.caption());
        tree.put("category_uid", type.category());
        set(tree, "activity", activity, type.activity(activity));
        tree.put("type_uid", type.uid() * 100 + activity);
        set(tree, "severity", severity, SEVERITIES[severity]);
        tree.put("time", event.at().toEpochMilli());
        tree.put("message", OcsfText.of(message));
        tree.put("metadata", metadata(type, code, word, discriminator, profiles));
        tree.put("cloud", cloud());
        var unmapped = new LinkedHashMap<String, Object>();
        unmapped.put("policy_hash", policyHash());
        tree.put("unmapped", unmapped);
        cluster().ifPresent(cluster -> {
            if (type.namesResources()) {
                tree.put("resources", List.of(resource(cluster)));
            } else {
                unmapped.put("resource_uid", cluster.id());
                tree.put("observables", List.of(observable(cluster)));
            }
        });
        return tree;
    }

    private static Map<String, Object> observable(ClusterRef cluster) {
        return members("name", "unmapped.resource_uid", "type_id", 10, "type", "Resource UID", "value", cluster.id());
    }

    private Map<String, Object> metadata(
            OcsfClass type, String code, String word, String discriminator, String... profiles) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("version", Ocsf.SCHEMA_VERSION);
        metadata.put(
                "uid",
                Sha256.hex32(
                        String.join("|", "" + type.uid(), code, subject(), event.occurrence(), word, discriminator)));
        metadata.put("event_code", code);
        metadata.put("correlation_uid", finding(word));
        metadata.put(
                "profiles",
                Stream.concat(Stream.of("cloud"), Stream.of(profiles)).toList());
        metadata.put("product", members("name", NAME, "vendor_name", NAME, "version", version));
        return metadata;
    }

    /** What a finding event is about. */
    Map<String, Object> info(String word, String title, Optional<Instant> opened) {
        var info = new LinkedHashMap<String, Object>();
        info.put("uid", finding(word));
        info.put("title", OcsfText.of(title));
        opened.ifPresent(at -> info.put("created_time", at.toEpochMilli()));
        info.put("modified_time", event.at().toEpochMilli());
        info.put("analytic", members("uid", word, "type_id", 1, "type", "Rule"));
        return info;
    }

    /** When it happened. */
    Instant at() {
        return event.at();
    }

    /** The policy in force. */
    String policyHash() {
        return OcsfText.of(event.policyHash());
    }

    private Map<String, Object> cloud() {
        var cloud = new LinkedHashMap<String, Object>();
        cloud.put("provider", "Azure");
        region().ifPresent(region -> cloud.put("region", region));
        cluster()
                .ifPresent(cluster -> cloud.put(
                        "account",
                        members("uid", cluster.subscription(), "type_id", 13, "type", "Azure Subscription")));
        return cloud;
    }

    private Optional<String> region() {
        return event.cluster().map(Subject::region).map(OcsfText::of).filter(region -> !region.isBlank());
    }

    Optional<ClusterRef> cluster() {
        return event.cluster().map(Subject::ref);
    }

    /** The cluster's name for people. */
    String named() {
        return cluster().map(ClusterRef::name).orElse("the guard");
    }

    private String subject() {
        return cluster().map(ClusterRef::key).orElse(Ledger.GUARD);
    }

    /** The id of what the guard knows under that word about this cluster: a finding, by its control's code. */
    String finding(String word) {
        return Sha256.hex32(subject() + "|" + word);
    }

    private Map<String, Object> resource(ClusterRef cluster) {
        var resource = new LinkedHashMap<String, Object>();
        resource.put("uid", cluster.id());
        resource.put("name", cluster.name());
        resource.put("type", ClusterRef.TYPE);
        region().ifPresent(region -> resource.put("region", region));
        resource.put("role_id", 1);
        resource.put("role", "Target");
        return resource;
    }

    /** Where an event of this class puts what the schema has no place for. */
    @SuppressWarnings("unchecked") // put there by event()
    static Map<String, Object> unmapped(Map<String, Object> event) {
        return (Map<String, Object>) requireNonNull(event.get("unmapped"));
    }

    /** A decision's particulars, as they stand under {@code unmapped}. */
    static Map<String, Object> decision(Decided decided) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("step", decided.step());
        tree.put("reasons", decided.reasons());
        tree.put("mode", decided.mode());
        decided.would().ifPresent(would -> tree.put("would", would));
        tree.put("changes", changes(decided.changes()));
        return tree;
    }

    /** A decision as a sentence. */
    String sentence(Decided decided) {
        return "decided for " + named() + ": " + decided.step()
                + decided.would().map(would -> " (would " + would + ")").orElse("") + ", because of "
                + String.join(", ", decided.reasons());
    }

    static List<Map<String, Object>> changes(List<PropertyChange> changes) {
        return changes.stream().limit(100).map(OcsfFrame::change).toList();
    }

    private static Map<String, Object> change(PropertyChange change) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("path", OcsfText.of(change.path()));
        tree.put("before", OcsfText.value(change.before()));
        tree.put("after", OcsfText.value(change.after()));
        return tree;
    }

    /** OCSF's number of a severity. */
    static int severity(Severity severity) {
        return switch (severity) {
            case LOW -> 2;
            case MEDIUM -> 3;
            case HIGH -> 4;
            case CRITICAL -> 5;
        };
    }

    /** The caption of such a number. */
    static String caption(int severity) {
        return SEVERITIES[severity];
    }

    /** An object of names and values by turns, in that order. */
    static Map<String, Object> members(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /** Sets an id and its caption, as OCSF wants them side by side. */
    static void set(Map<String, Object> tree, String name, int id, String caption) {
        tree.put(name + "_id", id);
        tree.put(name.equals("activity") ? "activity_name" : name, caption);
    }
}
