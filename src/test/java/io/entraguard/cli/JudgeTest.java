package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.PolicyFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DOCUMENTS = 2_000;

    /** Values that a property may be replaced by, the odd ones among them. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "\"false\"",
            "0",
            "1e400",
            "\"\"",
            "\"\\u0000\\u202e\"",
            "[]",
            "[null]",
            "[[1]]",
            "{}",
            "{\"a\":null}",
            "\"+999999999-12-31T23:59:59.999999999Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"9999-12-31\"",
            "\"Microsoft.Compute/disks\"",
            "\"Stopped\"",
            "\"Failed\"",
            "\"auto\"");

    private static final List<String> NAMES = List.of(
            "aadProfile",
            "AADPROFILE",
            "managed",
            "adminGroupObjectIDs",
            "disableLocalAccounts",
            "tags",
            "systemData",
            "entra-guard-mode",
            "entra-guard-exempt-until",
            "entra-guard-break-glass-until",
            "id",
            "properties");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20260105, 4711})
    void whatever_a_document_holds_it_is_judged_or_unknown(long seed) throws IOException {
        var random = new Random(seed);
        var judge = new Judge(PolicyFile.builtIn());
        JsonNode original = JSON.readTree(Path.of(Shell.cluster("arm-get.json")).toFile());
        for (int i = 0; i < DOCUMENTS; i++) {
            ObjectNode document = original.deepCopy();
            for (int changes = random.nextInt(4) + 1; changes > 0; changes--) {
                change(random, document);
            }
            byte[] list = JSON.writeValueAsBytes(List.of(document));
            for (ClusterDocument cluster : ClusterFiles.read(List.of("-"), new ByteArrayInputStream(list))
                    .clusters()) {
                Outcome outcome = judge.plan(cluster, GuardMode.ENFORCE, Instant.parse("2026-01-05T09:00:00Z"));
                assertThat(outcome.planned()).as(document.toString()).isPresent();
                assertThat(outcome.status() == Outcome.Status.UNKNOWN)
                        .as(document.toString())
                        .isEqualTo(cluster instanceof ClusterDocument.Unread);
            }
        }
    }

    private static void change(Random random, ObjectNode document) throws IOException {
        var objects = new ArrayList<ObjectNode>();
        collect(document, objects);
        ObjectNode object = objects.get(random.nextInt(objects.size()));
        var names = new ArrayList<>(NAMES);
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        if (random.nextInt(4) == 0) {
            object.remove(name);
        } else {
            object.set(name, JSON.readTree(VALUES.get(random.nextInt(VALUES.size()))));
        }
    }

    private static void collect(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
            object.forEach(child -> collect(child, objects));
        } else if (node instanceof ArrayNode array) {
            array.forEach(child -> collect(child, objects));
        }
    }
}
