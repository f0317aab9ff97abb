package io.entraguard.reconcile.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.FindingOpened;
import io.entraguard.model.AuditEvent.Subject;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A schema that finds nothing wrong proves nothing: each event is spoiled in every way that matters. */
class OcsfSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ClusterRef CLUSTER =
            ClusterRef.of("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/RG-Pay"
                    + "/providers/Microsoft.ContainerService/managedClusters/aks-pay-01");
    private static final Instant AT = Instant.parse("2026-01-05T09:00:00.123Z");

    /** What every event needs, then what its class needs. */
    private static final List<String> REQUIRED =
            List.of("activity_id", "category_uid", "class_uid", "type_uid", "severity_id", "time", "metadata", "cloud");

    private static final Map<Integer, List<String>> REQUIRED_OF_CLASS = Map.of(
            2003, List.of("finding_info", "compliance"),
            2004, List.of("finding_info"),
            3004, List.of("entity"),
            6003, List.of("actor", "api", "src_endpoint"),
            7001, List.of("command_uid"));

    /** Members that stand in an event by leave of a profile, in each class that the guard speaks. */
    private static final Map<String, List<String>> OF_PROFILE = Map.of(
            "incident", List.of("priority_id", "verdict_id", "tickets"),
            "security_control", List.of("action_id", "disposition_id", "authorizations", "policy"),
            "cloud", List.of("cloud"),
            "host", List.of("entity", "command_uid")); // for the actor of what has one of these

    static Stream<ObjectNode> events() {
        return OcsfTest.everyKindOfBody()
                .flatMap(body -> rendered(body).stream())
                .map(event -> JSON.<ObjectNode>valueToTree(event));
    }

    private static List<Map<String, Object>> rendered(Body body) {
        var subject = Optional.of(new Subject(CLUSTER, "westeurope"));
        return new Ocsf("0.1.0").events(new AuditEvent(subject, AT, "n7", "0f".repeat(32), body));
    }

    private static void spoiled(ObjectNode event, String how, Consumer<ObjectNode> spoil) {
        ObjectNode copy = event.deepCopy();
        spoil.accept(copy);
        assertThat(OcsfSchema.faults(copy)).as("%s in %s", how, copy).isNotEmpty();
    }

    @Test
    void the_guard_speaks_every_class_of_the_schema() {
        assertThat(events().map(event -> event.path("class_uid").asInt()))
                .containsOnly(2003, 2004, 3004, 6003, 7001)
                .containsAll(REQUIRED_OF_CLASS.keySet());
    }

    @Test
    void nothing_required_may_be_missing() {
        events().forEach(event -> {
            REQUIRED.forEach(name -> spoiled(event, "no " + name, it -> it.remove(name)));
            REQUIRED_OF_CLASS
                    .getOrDefault(event.path("class_uid").asInt(), List.of())
                    .forEach(name -> spoiled(event, "no " + name, it -> it.remove(name)));
        });
    }

    @Test
    void ids_must_add_up() {
        events().forEach(event -> {
            for (String name : List.of("type_uid", "class_uid", "category_uid", "activity_id")) {
                spoiled(
                        event,
                        name + " too high",
                        it -> it.put(name, it.path(name).asInt() + 1));
            }
        });
    }

    @Test
    void a_caption_must_be_that_of_its_id() {
        events().forEach(event -> {
            for (String pointer : captions(event, "")) {
                String parent = pointer.substring(0, pointer.lastIndexOf('/'));
                String name = pointer.substring(pointer.lastIndexOf('/') + 1);
                spoiled(
                        event,
                        "another caption at " + pointer,
                        it -> ((ObjectNode) it.at(parent)).put(name, "Elsewhat"));
            }
        });
    }

    /** Where captions of ids stand; those of Other are free. */
    private static List<String> captions(JsonNode node, String at) {
        var found = new ArrayList<String>();
        node.properties().forEach(member -> {
            String name = member.getKey();
            if (name.endsWith("_id")
                    && member.getValue().isInt()
                    && member.getValue().asInt() != 99) {
                String caption = name.equals("activity_id") ? "activity_name" : name.substring(0, name.length() - 3);
                found.add(at + "/" + caption);
            }
            if (!name.equals("unmapped")) {
                found.addAll(captions(member.getValue(), at + "/" + name));
            }
        });
        if (node instanceof ArrayNode items) {
            for (int i = 0; i < items.size(); i++) {
                found.addAll(captions(items.get(i), at + "/" + i));
            }
        }
        return found;
    }

    @Test
    void what_a_profile_brings_stands_only_where_the_profile_is_named() {
        events().forEach(event -> {
            OF_PROFILE.forEach((profile, members) -> {
                if (members.stream().anyMatch(event::has)) {
                    spoiled(event, "no profile " + profile, it -> drop(it, profile));
                }
            });
        });
    }

    private static void drop(ObjectNode event, String profile) {
        ArrayNode profiles = event.withObject("metadata").withArray("profiles");
        for (int i = profiles.size() - 1; i >= 0; i--) {
            if (profiles.get(i).asText().equals(profile)) {
                profiles.remove(i);
            }
        }
    }

    @Test
    void nothing_unknown_may_be_added() {
        events().forEach(event -> {
            spoiled(event, "an unknown member", it -> it.put("unknown", 1));
            spoiled(
                    event,
                    "an unknown member in metadata",
                    it -> it.withObject("metadata").put("unknown", 1));
            spoiled(event, "another version", it -> it.withObject("metadata").put("version", "1.9.0"));
            spoiled(event, "a control character", it -> it.put("message", "a\u0007b"));
            spoiled(event, "seconds", it -> it.put("time", AT.getEpochSecond()));
            spoiled(event, "a time for people", it -> it.put("time", "2026-01-05T09:00:00Z"));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3004, 7001})
    void a_class_without_resources_names_none(int type) {
        events().filter(event -> event.path("class_uid").asInt() == type)
                .forEach(event -> spoiled(
                        event,
                        "resources",
                        it -> it.putArray("resources")
                                .addObject()
                                .put("uid", CLUSTER.id())
                                .put("name", "aks-pay-01")));
    }

    @Test
    void a_finding_is_no_action_and_no_alert() {
        var finding = new Finding(ControlId.ENTRA_01, Severity.HIGH, "managed is absent", Remedy.AUTOMATIC);
        ObjectNode event = JSON.valueToTree(rendered(new FindingOpened(finding)).get(0));
        assertThat(OcsfSchema.faults(event)).isEmpty();
        spoiled(event, "an action", it -> it.put("action_id", 3).put("action", "Observed"));
        spoiled(event, "an alert", it -> it.put("is_alert", true));
        spoiled(
                event,
                "a finding without an id",
                it -> it.withObject("finding_info").remove("uid"));
    }
}
