package io.entraguard.lab.world;

import static io.entraguard.lab.world.LabAzure.ALICE;
import static io.entraguard.lab.world.LabAzure.C1;
import static io.entraguard.lab.world.LabAzure.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.world.Change.Action;
import io.entraguard.model.ClusterRef;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What others do, the events that ARM raises of it, and the Activity Log. */
class HappeningsTest {
    private static final String CLAIMS = "http://schemas.microsoft.com/identity/claims/";
    private static final String UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
    private static final String AUTHN = "http://schemas.microsoft.com/claims/authnmethodsreferences";

    private final LabAzure azure = LabAzure.with(LabAzure.plain("c1"));

    @AfterEach
    void close() {
        azure.close();
    }

    private static Change edit(String merge) {
        return new Change.Edit(C1, Caller.user(ALICE), object(merge));
    }

    @Test
    void an_edit_changes_the_cluster_and_raises_a_write() {
        String before = azure.eTag(C1);
        azure.advance("PT5M");
        azure.world.apply(edit("{\"properties\":{\"disableLocalAccounts\":true,\"enableRBAC\":null}}"));
        Map<String, Object> after = azure.read(C1);
        assertThat(Documents.isTrue(after, "properties", "disableLocalAccounts"))
                .isTrue();
        assertThat(Documents.object(after, "properties").orElseThrow()).doesNotContainKey("enableRBAC");
        assertThat(after.get("eTag")).isNotEqualTo(before);
        assertThat(Documents.text(after, "systemData", "lastModifiedBy")).contains(ALICE + "@contoso.example");

        Map<String, Object> event = azure.events().get(0);
        assertThat(event)
                .containsEntry("topic", "/subscriptions/" + LabAzure.SUBSCRIPTION)
                .containsEntry("subject", C1.id())
                .containsEntry("eventType", "Microsoft.Resources.ResourceWriteSuccess")
                .containsEntry("eventTime", "2026-01-05T09:05:00Z")
                .containsEntry("dataVersion", "2")
                .containsEntry("metadataVersion", "1")
                .containsKey("id");
        Map<String, Object> data = Documents.object(event, "data").orElseThrow();
        assertThat(data)
                .containsEntry("operationName", "Microsoft.ContainerService/managedClusters/write")
                .containsEntry("resourceProvider", "Microsoft.ContainerService")
                .containsEntry("resourceUri", C1.id())
                .containsEntry("status", "Succeeded")
                .containsEntry("subscriptionId", LabAzure.SUBSCRIPTION)
                .containsEntry("tenantId", World.TENANT)
                .containsKeys("correlationId", "httpRequest");
        assertThat(Documents.text(data, "authorization", "scope")).contains(C1.id());
        assertThat(Documents.text(data, "authorization", "evidence", "principalType"))
                .contains("User");
        assertThat(Documents.object(data, "claims").orElseThrow())
                .containsEntry(CLAIMS + "objectidentifier", ALICE)
                .containsEntry(CLAIMS + "tenantid", World.TENANT)
                .containsEntry(UPN, ALICE + "@contoso.example")
                .containsEntry(AUTHN, "pwd,mfa");
    }

    @Test
    void callers_differ_in_their_claims() {
        azure.world.apply(new Change.Act(C1, new Caller(ALICE, false, false), Action.LIST_USER_CREDENTIAL));
        azure.world.apply(new Change.Act(C1, Caller.app(ALICE), Action.LIST_USER_CREDENTIAL));
        List<Map<String, Object>> claims = azure.events().stream()
                .map(event -> Documents.object(event, "data", "claims").orElseThrow())
                .toList();
        assertThat(claims.get(0)).containsEntry(AUTHN, "pwd").containsKey(CLAIMS + "scope");
        assertThat(claims.get(1))
                .containsEntry(CLAIMS + "objectidentifier", ALICE)
                .containsKey("appid")
                .doesNotContainKeys(UPN, AUTHN, CLAIMS + "scope");
    }

    @Test
    void an_edit_of_only_tags_raises_a_tags_write_and_is_logged_under_the_cluster() {
        azure.world.apply(edit("{\"tags\":{\"env\":null,\"owner\":\"x\"}}"));
        assertThat(azure.read(C1).get("tags")).isEqualTo(Map.of("owner", "x"));
        Map<String, Object> event = azure.events().get(0);
        String child = C1.id() + "/providers/Microsoft.Resources/tags/default";
        assertThat(event).containsEntry("subject", child);
        assertThat(Documents.text(event, "data", "operationName")).contains("Microsoft.Resources/tags/write");
        Map<String, Object> entry = azure.activity("").get(0);
        assertThat(entry).containsEntry("resourceId", C1.id());
        assertThat(Documents.text(entry, "authorization", "scope")).contains(child);
        assertThat(Documents.text(entry, "authorization", "action")).contains("Microsoft.Resources/tags/write");
    }

    @Test
    void a_create_fills_only_what_is_missing() {
        ClusterRef ref = ClusterRef.of(LabAzure.GROUP + LabAzure.CLUSTERS + "c7");
        Map<String, Object> given = object(LabAzure.plain("c7", "\"resourceUID\":\"mine\""));
        azure.advance("PT1H");
        azure.world.apply(new Change.Create(ref, Caller.user(ALICE), given));
        Map<String, Object> read = azure.read(ref);
        assertThat(read).containsAllEntriesOf(given).containsKey("eTag");
        assertThat(Documents.text(read, "systemData", "createdAt")).contains("2026-01-05T10:00:00Z");
        Map<String, Object> data =
                Documents.object(azure.events().get(0), "data").orElseThrow();
        assertThat(data).doesNotContainKey("httpRequest").containsEntry("status", "Succeeded");
        assertThatThrownBy(() -> azure.world.apply(new Change.Create(ref, Caller.user(ALICE), given)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_write_that_leaves_its_cluster_failed_raises_a_failure() {
        azure.world.apply(edit("{\"properties\":{\"provisioningState\":\"Failed\"}}"));
        azure.world.apply(edit("{\"properties\":{\"supportPlan\":\"x\"}}"));
        assertThat(azure.events())
                .extracting(event -> event.get("eventType"))
                .containsExactly(
                        "Microsoft.Resources.ResourceWriteFailure", "Microsoft.Resources.ResourceWriteSuccess");
        assertThat(Documents.text(azure.activity("").get(1), "status", "value")).contains("Failed");
        assertThat(Documents.text(azure.read(C1), "properties", "provisioningState"))
                .contains("Failed");
    }

    @Test
    void an_edit_may_say_what_the_etag_is_to_be() {
        azure.world.apply(edit("{\"eTag\":null}"));
        assertThat(azure.read(C1)).containsEntry("eTag", null);
    }

    @Test
    void actions_and_deletes_raise_their_own_events() {
        azure.world.apply(new Change.Act(C1, Caller.user(ALICE), Action.LIST_ADMIN_CREDENTIAL));
        azure.world.apply(new Change.Act(C1, Caller.user(ALICE), Action.LIST_USER_CREDENTIAL));
        azure.world.apply(new Change.Act(C1, Caller.user(ALICE), Action.ROTATE_CERTIFICATES));
        azure.world.apply(new Change.Delete(C1, Caller.user(ALICE)));
        List<Map<String, Object>> events = azure.events();
        assertThat(events)
                .extracting(event -> event.get("eventType"))
                .containsExactly(
                        "Microsoft.Resources.ResourceActionSuccess",
                        "Microsoft.Resources.ResourceActionSuccess",
                        "Microsoft.Resources.ResourceActionSuccess",
                        "Microsoft.Resources.ResourceDeleteSuccess");
        assertThat(events)
                .extracting(
                        event -> Documents.text(event, "data", "operationName").orElseThrow())
                .containsExactly(
                        "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
                        "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
                        "Microsoft.ContainerService/managedClusters/rotateClusterCertificates/action",
                        "Microsoft.ContainerService/managedClusters/delete");
        assertThat(azure.world.clusters()).isEmpty();
    }

    @Test
    void a_silent_change_is_only_in_the_activity_log() {
        azure.world.applySilently(new Change.Act(C1, Caller.user(ALICE), Action.LIST_ADMIN_CREDENTIAL));
        assertThat(azure.events()).isEmpty();
        assertThat(azure.activity(""))
                .singleElement()
                .satisfies(entry -> assertThat(Documents.text(entry, "operationName", "value"))
                        .contains("Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action"));
    }

    @Test
    void group_tags_raise_a_tags_write_of_the_group() {
        azure.world.apply(new Change.GroupTags("rg-apps", Caller.user(ALICE), Map.of("env", "prod")));
        assertThat(azure.events())
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .containsEntry("subject", LabAzure.GROUP + "/providers/Microsoft.Resources/tags/default"));
        assertThat(azure.activity(""))
                .singleElement()
                .satisfies(entry -> assertThat(entry).containsEntry("resourceId", LabAzure.GROUP));
    }

    @Test
    void an_entry_carries_its_events_correlation_id_and_who_it_was() {
        azure.world.apply(edit("{\"tags\":{\"a\":\"b\"}}"));
        Map<String, Object> event = azure.events().get(0);
        assertThat(azure.activity("").get(0))
                .containsEntry(
                        "correlationId",
                        Documents.text(event, "data", "correlationId").orElseThrow())
                .containsEntry("caller", ALICE + "@contoso.example")
                .containsEntry(
                        "claims", Documents.object(event, "data", "claims").orElseThrow())
                .containsKeys("eventDataId", "httpRequest", "submissionTimestamp");
    }

    @Test
    void the_fleet_leaves_no_entry_and_no_event() {
        assertThat(azure.activity("")).isEmpty();
        assertThat(azure.events()).isEmpty();
    }

    @Test
    void the_activity_log_is_filtered_and_paged_newest_first() {
        try (var paged = LabAzure.with(Directory.OPEN, 2, LabAzure.plain("c1"), LabAzure.plain("c2"))) {
            for (int i = 0; i < 5; i++) {
                paged.world.apply(edit("{\"tags\":{\"n\":\"" + i + "\"}}"));
                paged.advance("PT1H");
            }
            String mine = " and resourceUri eq '" + C1.key() + "'";
            assertThat(paged.activity(mine))
                    .extracting(entry -> entry.get("eventTimestamp"))
                    .containsExactly("2026-01-05T13:00:00Z", "2026-01-05T12:00:00Z");
            String path = "/subscriptions/" + LabAzure.SUBSCRIPTION
                    + "/providers/microsoft.insights/eventtypes/management/values?api-version=2015-04-01&$filter="
                    + "eventTimestamp ge '2026-01-05T10:00:00Z' and eventTimestamp le '2026-01-05T12:00:00Z'" + mine;
            LabAzure.Reply first = paged.get(path);
            LabAzure.Reply second =
                    paged.get((String) Documents.value(first.json(), "nextLink").orElseThrow());
            assertThat(first.list("value")).hasSize(2);
            assertThat(second.list("value"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry).containsEntry("eventTimestamp", "2026-01-05T10:00:00Z"));
            assertThat(second.at("nextLink")).isNull();
            assertThat(paged.activity(" and resourceId eq '" + C1.id().replace("c1", "c2") + "'"))
                    .isEmpty();
        }
    }

    @Test
    void the_activity_log_keeps_ninety_days() {
        azure.world.apply(edit("{\"tags\":{}}"));
        azure.advance("P90D");
        assertThat(azure.activity("")).hasSize(1);
        azure.advance("PT1S");
        assertThat(azure.activity("")).isEmpty();
    }

    @Test
    void a_filter_that_is_not_understood_is_refused() {
        String path = "/subscriptions/s/providers/Microsoft.Insights/eventtypes/management/values?$filter=";
        assertThat(azure.get(path + "caller eq 'x'").status()).isEqualTo(400);
        assertThat(azure.get(path + "eventTimestamp ge 'yesterday'").status()).isEqualTo(400);
        assertThat(azure.get(path + "resourceUri eq '/x'").status()).isEqualTo(400);
        assertThat(azure.get(path).status()).isEqualTo(400);
    }

    @Test
    void one_course_of_things_leaves_the_same_bytes_each_time() {
        assertThat(course()).isEqualTo(course());
    }

    private static List<Object> course() {
        try (var azure = LabAzure.with(LabAzure.plain("c1"), LabAzure.plain("c2"))) {
            azure.put(C1.id() + LabAzure.V, azure.remedied(C1), "If-Match", azure.eTag(C1));
            azure.world.apply(edit("{\"tags\":{}}"));
            azure.advance("PT4M");
            return List.of(
                    azure.world.takeRaised(),
                    Json.write(azure.world.clusters()),
                    Json.write(azure.activity("")),
                    azure.world.writes());
        }
    }
}
