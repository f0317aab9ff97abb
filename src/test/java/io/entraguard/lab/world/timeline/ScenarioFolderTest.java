package io.entraguard.lab.world.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entraguard.lab.world.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioFolderTest {
    private static final String ID =
            "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c1";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    private Path folder;

    private void file(String name, String text) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String refusal() {
        BadScenario refusal = catchThrowableOfType(BadScenario.class, () -> Scenario.read(folder));
        assertThat(refusal).as("nothing was refused").isNotNull();
        assertThat(refusal.sentence()).doesNotContain("\n").doesNotContain("Exception");
        return refusal.sentence();
    }

    @Test
    void the_smallest_scenario_is_two_empty_files() {
        file("fleet.json", "[]");
        file("timeline.jsonl", "");
        Scenario scenario = Scenario.read(folder);
        assertThat(scenario.fleet()).isEmpty();
        assertThat(scenario.timeline()).isEmpty();
        assertThat(scenario.policy()).isEmpty();
        assertThat(scenario.directory()).isSameAs(Directory.OPEN);
    }

    @Test
    void a_whole_folder_is_read() {
        file("fleet.json", "[{\"id\":\"" + ID + "\",\"properties\":\"odd on purpose\"}]");
        file("policy.yaml", "not read here");
        file("more/strict.yaml", "");
        file("directory.json", "{\"groups\":{\"22222222-2222-4222-8222-222222222222\":{\"members\":1}}}");
        file(
                "timeline.jsonl",
                "{\"policy\":\"more/strict.yaml\"}\n{\"delete\":{\"cluster\":\"" + ID + "\",\"by\":\"o\"}}\n");
        Scenario scenario = Scenario.read(folder);
        assertThat(scenario.fleet()).hasSize(1);
        assertThat(scenario.policy()).contains(folder.resolve("policy.yaml"));
        assertThat(scenario.directory().group("22222222-2222-4222-8222-222222222222"))
                .isPresent();
        assertThat(scenario.directory().group("33333333-2222-4222-8222-222222222222"))
                .isEmpty();
        assertThat(scenario.timeline()).hasSize(2);
    }

    @Test
    void maintenance_configurations_stand_in_the_fleet_but_are_no_clusters() {
        String upgrades = ID + "/maintenanceConfigurations/aksManagedAutoUpgradeSchedule";
        file("timeline.jsonl", "");
        file("fleet.json", "[{\"id\":\"" + upgrades + "\"},{\"id\":\"" + ID + "\"}]");
        Scenario scenario = Scenario.read(folder);
        assertThat(scenario.fleet()).extracting(cluster -> cluster.get("id")).containsExactly(ID);
        assertThat(scenario.maintenance())
                .extracting(configuration -> configuration.get("id"))
                .containsExactly(upgrades);

        file("fleet.json", "[{\"id\":\"" + upgrades + "\"},{\"id\":\"" + upgrades.toUpperCase(Locale.ROOT) + "\"}]");
        assertThat(refusal()).contains("item 2 has an id that was there before");
        file("fleet.json", "[{\"id\":\"/nowhere/maintenanceConfigurations/default\"}]");
        assertThat(refusal()).contains("item 1 has no id");
    }

    @Test
    void what_is_missing_is_named() {
        assertThat(refusal()).endsWith("fleet.json is missing; a scenario folder has fleet.json and timeline.jsonl");
        file("fleet.json", "[]");
        assertThat(refusal()).contains("timeline.jsonl is missing");
        folder = folder.resolve("nowhere");
        assertThat(refusal()).contains("nowhere is not a folder");
    }

    @Test
    void a_fleet_that_is_not_one_is_refused() {
        file("timeline.jsonl", "");
        for (String[] pair : new String[][] {
            {"", "fleet.json is not JSON at line 1"},
            {"[{", "fleet.json is not JSON at line 1"},
            {"{}", "fleet.json is not a JSON array"},
            {"[1]", "fleet.json: item 1 is not an object"},
            {"[{}]", "fleet.json: item 1 has no id"},
            {"[{\"id\":\"c1\"}]", "fleet.json: item 1 has no id"},
            {
                "[{\"id\":\"" + ID + "\"},{\"id\":\"" + ID.toUpperCase(Locale.ROOT) + "\"}]",
                "item 2 has an id that was there before"
            },
        }) {
            file("fleet.json", pair[0]);
            assertThat(refusal()).contains(pair[1]);
        }
    }

    @Test
    void a_directory_that_is_not_one_is_refused() {
        file("fleet.json", "[]");
        file("timeline.jsonl", "");
        file("directory.json", "[]");
        assertThat(refusal()).contains("directory.json is not a JSON object");
        file("directory.json", "{\"groups\":{\"g\":{}}}");
        assertThat(refusal()).contains("directory.json: groups.g.members is not a whole number");
    }

    @Test
    void a_malformed_timeline_is_named_by_file_and_line_alone() {
        file("fleet.json", "[]");
        file("timeline.jsonl", "\n{\"explode\":1}\n");
        assertThat(refusal()).startsWith("timeline.jsonl:2: ");
    }

    @Test
    void a_policy_outside_of_the_folder_is_none_of_it() {
        file("outside.yaml", "");
        folder = folder.resolve("scenario");
        file("fleet.json", "[]");
        file("timeline.jsonl", "{\"policy\":\"../outside.yaml\"}");
        assertThat(refusal()).startsWith("timeline.jsonl:1: ");
        file("timeline.jsonl", "{\"policy\":\"\\u0000\"}");
        assertThat(refusal()).startsWith("timeline.jsonl:1: ");
    }
}
