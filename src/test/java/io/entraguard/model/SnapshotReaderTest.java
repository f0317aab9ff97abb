package io.entraguard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.entraguard.model.ClusterSnapshot.Pool;
import io.entraguard.model.ClusterSnapshot.Power;
import io.entraguard.model.IdentityProfile.Presence;
import io.entraguard.model.Tree.Unreadable;
import io.entraguard.testing.ClusterDocument;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotReaderTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static <T> T fixture(String name, TypeReference<T> type) throws IOException {
        try (InputStream file = SnapshotReaderTest.class.getResourceAsStream("/clusters/" + name)) {
            return JSON.readValue(Objects.requireNonNull(file), type);
        }
    }

    private static Map<String, Object> json(String text) {
        try {
            return JSON.readValue(text, new TypeReference<Map<String, Object>>() {});
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Test
    void arm_az_and_resource_graph_show_the_same_identity_of_one_cluster() throws IOException {
        ClusterSnapshot arm = SnapshotReader.read(fixture("arm-get.json", new TypeReference<Map<String, Object>>() {}));
        ClusterSnapshot az = SnapshotReader.read(fixture("az-show.json", new TypeReference<Map<String, Object>>() {}));
        ClusterSnapshot row =
                SnapshotReader.read(fixture("graph-rows.json", new TypeReference<List<Map<String, Object>>>() {})
                        .get(0));
        for (ClusterSnapshot other : List.of(az, row)) {
            assertThat(other.ref()).isEqualTo(arm.ref());
            assertThat(other.location()).isEqualTo(arm.location());
            assertThat(other.tags()).isEqualTo(arm.tags());
            assertThat(other.provisioningState()).isEqualTo(arm.provisioningState());
            assertThat(other.power()).isEqualTo(arm.power());
            assertThat(other.resourceUid()).isEqualTo(arm.resourceUid());
            assertThat(other.pools()).isEqualTo(arm.pools());
            assertThat(other.identity().adminGroups()).isEqualTo(arm.identity().adminGroups());
            assertThat(other.identity().entraOn()).isEqualTo(arm.identity().entraOn());
            assertThat(other.identity().localAccountsOff())
                    .isEqualTo(arm.identity().localAccountsOff());
            assertThat(other.identity().kubernetesRbac())
                    .isEqualTo(arm.identity().kubernetesRbac());
        }
        assertThat(arm.etag()).isPresent();
        assertThat(row.etag()).as("rows carry none").isEmpty();
    }

    @Test
    void a_document_in_arms_shape_is_read_whole() {
        ClusterSnapshot cluster = ClusterDocument.plain("c-1")
                .aad(Map.of(
                        "managed",
                        true,
                        "enableAzureRBAC",
                        false,
                        "adminGroupObjectIDs",
                        List.of("g-1", "g-2"),
                        "tenantID",
                        "t-1",
                        "clientAppID",
                        "a-1",
                        "serverAppID",
                        "a-2"))
                .with("disableLocalAccounts", false)
                .pool("np", "Upgrading")
                .snapshot();
        assertThat(cluster.identity())
                .isEqualTo(new IdentityProfile(
                        Presence.PRESENT,
                        Optional.of(true),
                        Optional.of(false),
                        List.of("g-1", "g-2"),
                        Optional.of("t-1"),
                        Optional.of("a-1"),
                        Optional.of("a-2"),
                        Optional.of(false),
                        Optional.of(true)));
        assertThat(cluster.etag()).contains("e-1");
        assertThat(cluster.createdAt()).contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(cluster.sku()).contains("Base");
        assertThat(cluster.location()).isEqualTo("westeurope");
        assertThat(cluster.pools()).containsExactly(new Pool("np", Optional.of("Upgrading")));
        assertThat(cluster.pools().get(0).ready()).isFalse();
    }

    @Test
    void the_casing_of_property_names_makes_no_difference() {
        Map<String, Object> shouted =
                json("""
                {"ID":"%s","ETAG":"e","Properties":{"AADPROFILE":{"Managed":true,"adminGroupObjectIds":["g"],"enableAzureRbac":true},
                 "DisableLocalAccounts":true,"enableRbac":false,"resourceUid":"u"}}
                """.formatted(ClusterDocument.plain("c").snapshot().ref().id()));
        ClusterSnapshot cluster = SnapshotReader.read(shouted);
        assertThat(cluster.identity().azureRbacOn()).isTrue();
        assertThat(cluster.identity().adminGroups()).containsExactly("g");
        assertThat(cluster.identity().localAccountsOff()).isTrue();
        assertThat(cluster.identity().kubernetesRbac()).contains(false);
        assertThat(cluster.resourceUid()).contains("u");
        assertThat(cluster.etag()).contains("e");
    }

    @Test
    void an_etag_is_found_where_older_versions_spell_it() {
        Map<String, Object> document =
                ClusterDocument.plain("c").with("eTag", "inner").tree();
        assertThat(SnapshotReader.read(document).etag()).contains("e-1");
        document.remove("eTag");
        assertThat(SnapshotReader.read(document).etag()).contains("inner");
    }

    @Test
    void absent_null_empty_and_present_are_told_apart() {
        assertThat(ClusterDocument.plain("c").snapshot().identity().aadProfile())
                .isEqualTo(Presence.ABSENT);
        assertThat(ClusterDocument.plain("c")
                        .with("aadProfile", null)
                        .snapshot()
                        .identity()
                        .aadProfile())
                .isEqualTo(Presence.NULL);
        assertThat(ClusterDocument.plain("c")
                        .aad(Map.of())
                        .snapshot()
                        .identity()
                        .aadProfile())
                .isEqualTo(Presence.EMPTY);
        assertThat(ClusterDocument.plain("c").entra("g").snapshot().identity().aadProfile())
                .isEqualTo(Presence.PRESENT);
    }

    @Test
    void null_says_as_little_as_nothing() {
        Map<String, Object> document =
                json("""
                {"id":"%s","location":null,"tags":null,"systemData":null,"sku":null,"eTag":null,
                 "properties":{"provisioningState":null,"powerState":null,"resourceUID":null,"agentPoolProfiles":null,
                  "disableLocalAccounts":null,"enableRBAC":null,
                  "aadProfile":{"managed":null,"enableAzureRBAC":null,"adminGroupObjectIDs":null,"tenantID":null,
                   "clientAppID":null,"serverAppID":null}}}
                """.formatted(ClusterDocument.plain("c").snapshot().ref().id()));
        ClusterSnapshot cluster = SnapshotReader.read(document);
        assertThat(cluster)
                .isEqualTo(new ClusterSnapshot(
                        cluster.ref(),
                        "",
                        Tags.NONE,
                        Optional.empty(),
                        Power.UNKNOWN,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new IdentityProfile(
                                Presence.PRESENT,
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())));
    }

    @Test
    void an_empty_string_says_nothing() {
        ClusterSnapshot cluster = ClusterDocument.plain("c")
                .aad(Map.of("clientAppID", "", "serverAppID", "", "tenantID", ""))
                .with("resourceUID", "")
                .snapshot();
        assertThat(cluster.identity().legacy()).isFalse();
        assertThat(cluster.identity().tenant()).isEmpty();
        assertThat(cluster.resourceUid()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Running, RUNNING",
        "running, RUNNING",
        "STOPPED, STOPPED",
        "Paused, UNKNOWN",
    })
    void power_is_read_by_its_code(String code, Power power) {
        assertThat(ClusterDocument.plain("c")
                        .with("powerState", Map.of("code", code))
                        .snapshot()
                        .power())
                .isEqualTo(power);
    }

    @Test
    void power_that_the_document_is_silent_about_is_told_from_power_that_it_does_not_know() {
        assertThat(ClusterDocument.plain("c").without("powerState").snapshot().power())
                .isEqualTo(Power.UNSAID);
        assertThat(ClusterDocument.plain("c")
                        .with("powerState", null)
                        .snapshot()
                        .power())
                .isEqualTo(Power.UNKNOWN);
        assertThat(ClusterDocument.plain("c")
                        .with("powerState", Map.of())
                        .snapshot()
                        .power())
                .isEqualTo(Power.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "Succeeded, true, true",
        "succeeded, true, true",
        "Failed, true, false",
        "Canceled, true, false",
        "Updating, false, false",
        "SomethingNew, false, false",
        ", true, true",
    })
    void states_are_terminal_or_not(@Nullable String state, boolean settled, boolean succeeded) {
        ClusterSnapshot cluster =
                ClusterDocument.plain("c").with("provisioningState", state).snapshot();
        assertThat(cluster.settledState()).isEqualTo(settled);
        assertThat(cluster.succeeded()).isEqualTo(succeeded);
    }

    @Test
    void automatic_clusters_are_known_by_their_sku() {
        assertThat(ClusterDocument.plain("c")
                        .withTop("sku", Map.of("name", "automatic"))
                        .snapshot()
                        .automatic())
                .isTrue();
        assertThat(ClusterDocument.plain("c").snapshot().automatic()).isFalse();
        assertThat(ClusterDocument.plain("c").withTop("sku", null).snapshot().automatic())
                .isFalse();
    }

    @Test
    void a_pool_is_ready_unless_its_document_says_otherwise() {
        assertThat(new Pool("np", Optional.of("succeeded")).ready()).isTrue();
        assertThat(new Pool("np", Optional.empty()).ready()).isTrue();
        assertThat(new Pool("np", Optional.of("Failed")).ready()).isFalse();
    }

    @Test
    void tag_values_that_are_numbers_or_null_are_text() {
        Map<String, Object> document = ClusterDocument.plain("c").tree();
        document.put("tags", json("{\"cost\":4711,\"on\":true,\"owner\":null}"));
        assertThat(SnapshotReader.read(document).tags())
                .isEqualTo(Tags.of(Map.of("cost", "4711", "on", "true", "owner", "")));
    }

    /** Each property that is read: where it is complained of, where it stands, what it must be. */
    static List<Wrong> wrongKinds() {
        return List.of(
                new Wrong("location", "location", 1, "location is a number, expected a string"),
                new Wrong("eTag", "eTag", true, "eTag is a boolean, expected a string"),
                new Wrong("tags", "tags", List.of(), "tags is a list, expected an object"),
                new Wrong("tags", "tags", "a=b", "tags is a string, expected an object"),
                new Wrong("tags.env", "tags", Map.of("env", List.of()), "tags.env is not a string"),
                new Wrong("sku", "sku", "Base", "sku is a string, expected an object"),
                new Wrong("sku.name", "sku", Map.of("name", 1), "sku.name is a number, expected a string"),
                new Wrong("systemData", "systemData", 1, "systemData is a number, expected an object"),
                new Wrong(
                        "createdAt",
                        "systemData",
                        Map.of("createdAt", "yesterday"),
                        "systemData.createdAt is a string, expected an instant such as 2026-01-05T09:00:00Z"),
                new Wrong("properties", "properties", "x", "properties is a string, expected an object"),
                new Wrong("properties", "properties", List.of(), "properties is a list, expected an object"),
                new Wrong("id", "id", 7, "id is a number, expected a string"),
                in("provisioningState", 1, "properties.provisioningState is a number, expected a string"),
                in("resourceUID", Map.of(), "properties.resourceUID is an object, expected a string"),
                in("powerState", "Running", "properties.powerState is a string, expected an object"),
                in("powerState", Map.of("code", 1), "properties.powerState.code is a number, expected a string"),
                in(
                        "disableLocalAccounts",
                        "false",
                        "properties.disableLocalAccounts is a string, expected true or false"),
                in("disableLocalAccounts", 0, "properties.disableLocalAccounts is a number, expected true or false"),
                in("enableRBAC", "true", "properties.enableRBAC is a string, expected true or false"),
                in("aadProfile", true, "properties.aadProfile is a boolean, expected an object"),
                in("aadProfile", List.of(), "properties.aadProfile is a list, expected an object"),
                in("agentPoolProfiles", Map.of(), "properties.agentPoolProfiles is an object, expected a list"),
                in(
                        "agentPoolProfiles",
                        List.of(1),
                        "properties.agentPoolProfiles is a number, expected a list of objects"),
                in(
                        "agentPoolProfiles",
                        List.of(Map.of("name", 1)),
                        "properties.agentPoolProfiles[].name is a number, expected a string"),
                aad("managed", "true", "properties.aadProfile.managed is a string, expected true or false"),
                aad("enableAzureRBAC", 1, "properties.aadProfile.enableAzureRBAC is a number, expected true or false"),
                aad(
                        "adminGroupObjectIDs",
                        "g",
                        "properties.aadProfile.adminGroupObjectIDs is a string, expected a list"),
                aad(
                        "adminGroupObjectIDs",
                        List.of(1),
                        "properties.aadProfile.adminGroupObjectIDs is a number, expected a list of strings"),
                aad("tenantID", List.of(), "properties.aadProfile.tenantID is a list, expected a string"),
                aad("clientAppID", 1, "properties.aadProfile.clientAppID is a number, expected a string"),
                aad("serverAppID", false, "properties.aadProfile.serverAppID is a boolean, expected a string"));
    }

    private record Wrong(String what, String top, Object value, String complaint) {
        @Override
        public String toString() {
            return complaint;
        }
    }

    private static Wrong in(String property, Object value, String complaint) {
        return new Wrong(property, "properties", Map.of(property, value), complaint);
    }

    private static Wrong aad(String property, Object value, String complaint) {
        return in("aadProfile", Map.of(property, value), complaint);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongKinds")
    void a_value_of_the_wrong_kind_is_never_guessed_at(Wrong wrong) {
        Map<String, Object> document = ClusterDocument.plain("c").tree();
        document.put(wrong.top(), wrong.value());
        assertThatThrownBy(() -> SnapshotReader.read(document))
                .isInstanceOf(Unreadable.class)
                .hasMessage(wrong.complaint());
    }

    @Test
    void null_in_a_list_of_groups_is_the_wrong_kind_too() {
        var groups = new ArrayList<@Nullable Object>();
        groups.add(null);
        assertThatThrownBy(() -> ClusterDocument.plain("c")
                        .aad(new LinkedHashMap<>(Map.of("adminGroupObjectIDs", groups)))
                        .snapshot())
                .isInstanceOf(Unreadable.class)
                .hasMessage("properties.aadProfile.adminGroupObjectIDs is null, expected a list of strings");
    }

    @Test
    void a_property_without_a_value_where_an_object_must_be_is_the_wrong_kind_too() {
        Map<String, Object> document =
                ClusterDocument.plain("c").withTop("properties", null).tree();
        assertThatThrownBy(() -> SnapshotReader.read(document))
                .isInstanceOf(Unreadable.class)
                .hasMessage("properties is null, expected an object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DISABLELOCALACCOUNTS", "disablelocalaccounts"})
    void a_property_that_is_given_twice_in_two_spellings_is_not_trusted(String spelling) {
        ClusterDocument document =
                ClusterDocument.plain("c").with("disableLocalAccounts", true).with(spelling, true);
        assertThatThrownBy(document::snapshot)
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("given twice")
                .hasMessageContaining(spelling);
    }

    @Test
    void a_tag_that_is_given_twice_in_two_spellings_is_not_trusted() {
        ClusterDocument document = ClusterDocument.plain("c").tag("env", "prod").tag("ENV", "dev");
        assertThatThrownBy(document::snapshot)
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("given twice")
                .hasMessageContaining("ENV");
    }

    @Test
    void a_document_without_an_id_of_a_cluster_is_about_none() {
        Map<String, Object> document = ClusterDocument.plain("c").tree();
        document.put("id", "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/v");
        assertThatThrownBy(() -> SnapshotReader.ref(document))
                .isInstanceOf(Unreadable.class)
                .hasMessage("id is not the id of a managed cluster");
        document.remove("id");
        assertThatThrownBy(() -> SnapshotReader.read(document))
                .isInstanceOf(Unreadable.class)
                .hasMessageStartingWith("id is missing");
    }

    @Test
    void a_snapshot_does_not_change_with_its_document() {
        var groups = new ArrayList<Object>(List.of("g"));
        ClusterDocument document =
                ClusterDocument.plain("c").aad(Map.of("managed", true, "adminGroupObjectIDs", groups));
        ClusterSnapshot cluster = document.snapshot();
        groups.add("h");
        assertThat(cluster.identity().adminGroups()).containsExactly("g");
    }
}
