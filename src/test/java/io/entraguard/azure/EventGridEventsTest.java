package io.entraguard.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.entraguard.azure.WatchedEvents.Watched;
import io.entraguard.model.Actor;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.model.TagScope;
import io.entraguard.reconcile.Trigger;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventGridEventsTest {
    private static final String LIST_CREDENTIAL =
            "Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action";
    private static final String ACTION = "Microsoft.Resources.ResourceActionSuccess";
    private static final String GROUP =
            "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg-shop-prod";
    private static final String TAGS = "Microsoft.Resources/tags/write";
    private static final String METHODS = "http://schemas.microsoft.com/claims/authnmethodsreferences";
    private static final String UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
    private static final String SCOPE = "http://schemas.microsoft.com/identity/claims/scope";
    private static final String OID = "http://schemas.microsoft.com/identity/claims/objectidentifier";

    static Stream<SampleEvent> schemas() {
        return Stream.of(SampleEvent.eventGrid(), SampleEvent.cloudEvent());
    }

    private static ReconcileRequest kept(SampleEvent event) {
        return kept(event.json());
    }

    private static ReconcileRequest kept(String json) {
        Intake intake = EventGridEvents.read(json);
        assertThat(intake).isInstanceOf(Intake.Kept.class);
        return ((Intake.Kept) intake).request();
    }

    private static Actor caller(SampleEvent event) {
        return kept(event).seen().orElseThrow().by();
    }

    private static String dropped(SampleEvent event) {
        Intake intake = event.intake();
        assertThat(intake).isInstanceOf(Intake.Dropped.class);
        return ((Intake.Dropped) intake).reason();
    }

    private static String rejected(SampleEvent event) {
        return rejected(event.json());
    }

    private static String rejected(String json) {
        Intake intake = EventGridEvents.read(json);
        assertThat(intake).isInstanceOf(Intake.Rejected.class);
        return ((Intake.Rejected) intake).item().reason();
    }

    @Nested
    class What_counts {
        @ParameterizedTest
        @MethodSource("io.entraguard.azure.EventGridEventsTest#schemas")
        void a_write_asks_for_a_look_and_says_who_wrote(SampleEvent event) {
            assertThat(kept(event))
                    .isEqualTo(ReconcileRequest.news(
                            ClusterRef.of(SampleEvent.CLUSTER),
                            Trigger.EVENT,
                            Optional.of(new Sighting(
                                    Act.WRITE,
                                    "6e0a4f0c-9a52-4a39-8a6a-3c1f0b7a7f51",
                                    Instant.parse("2026-01-05T09:12:43.123456700Z"),
                                    new Actor(
                                            SampleEvent.OBJECT_ID,
                                            Optional.of("mara.keller@example.com"),
                                            false,
                                            true,
                                            Optional.of("203.0.113.24")),
                                    Optional.of("2d3c1f4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f")))));
        }

        @ParameterizedTest
        @MethodSource("io.entraguard.azure.EventGridEventsTest#schemas")
        void an_array_of_one_is_that_one(SampleEvent event) {
            assertThat(kept(" [ " + event.json() + " ]\r\n")).isEqualTo(kept(event));
        }

        static Stream<Watched> pairs() {
            return WatchedEvents.all().stream();
        }

        @ParameterizedTest
        @MethodSource("pairs")
        void every_watched_pair_is_kept_in_either_schema_and_any_case(Watched pair) {
            for (SampleEvent event : schemas().toList()) {
                ReconcileRequest request = kept(event.type(pair.eventType()).operation(pair.operation()));
                assertThat(request.why()).isEqualTo(pair.why());
                assertThat(request.seen().orElseThrow().act()).isEqualTo(pair.act());
                assertThat(kept(event.type(pair.eventType().toLowerCase(Locale.ROOT))
                                .operation(pair.operation().toUpperCase(Locale.ROOT))))
                        .isEqualTo(request);
            }
        }

        @Test
        void a_type_goes_only_with_its_own_operations() {
            assertThat(dropped(SampleEvent.eventGrid().type("Microsoft.Resources.ResourceDeleteSuccess")))
                    .isEqualTo("operation");
            assertThat(dropped(SampleEvent.eventGrid()
                            .type("Microsoft.Resources.ResourceWriteFailure")
                            .operation(TAGS)))
                    .isEqualTo("operation");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Microsoft.ContainerService/managedClusters/agentPools/write",
                    "Microsoft.ContainerService/managedClusters/maintenanceConfigurations/write",
                    "Microsoft.ContainerService/managedClusters/writes",
                    "Microsoft.Resources/deployments/write",
                    ""
                })
        void other_operations_are_dropped(String operation) {
            assertThat(dropped(SampleEvent.eventGrid().operation(operation))).isEqualTo("operation");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Microsoft.Resources.ResourceWriteCancel", "Microsoft.Storage.BlobCreated", "x"})
        void other_types_are_dropped_whatever_else_they_hold(String type) {
            assertThat(dropped(SampleEvent.cloudEvent().type(type).event(event -> event.remove("id"))))
                    .isEqualTo("event-type");
        }

        @Test
        void what_is_missing_or_not_known_beside_it_does_not_matter() {
            SampleEvent event = SampleEvent.eventGrid()
                    .event(e -> e.remove(List.of("topic", "dataVersion", "metadataVersion", "subject")))
                    .event(e -> e.putObject("extra").putArray("more").add(1).add("data"));
            assertThat(kept(event)).isEqualTo(kept(SampleEvent.eventGrid()));
        }

        @Test
        void the_name_data_means_the_events_own_property_only() {
            SampleEvent event = SampleEvent.eventGrid().event(e -> {
                e.putObject("first").putObject("data").put("operationName", "x");
                e.put("second", "data");
                e.put("escaped \\\"data\\\":{", "{\"data\":{");
            });
            assertThat(kept(event)).isEqualTo(kept(SampleEvent.eventGrid()));
        }

        @Test
        void without_a_time_it_names_its_cluster_but_is_no_evidence() {
            ReconcileRequest request = kept(SampleEvent.cloudEvent().event(event -> event.remove("time")));
            assertThat(request.cluster()).isEqualTo(ClusterRef.of(SampleEvent.CLUSTER));
            assertThat(request.seen()).isEmpty();
        }
    }

    @Nested
    class Which_cluster {
        @Test
        void two_spellings_of_an_id_are_one_cluster() {
            assertThat(kept(SampleEvent.eventGrid()
                                    .event(e -> e.put("subject", SampleEvent.CLUSTER.toUpperCase(Locale.ROOT))))
                            .cluster())
                    .isEqualTo(ClusterRef.of(SampleEvent.CLUSTER));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "/providers/Microsoft.Resources/tags/default",
                    "/PROVIDERS/microsoft.resources/TAGS/Default"
                })
        void tags_are_written_on_the_cluster_or_on_its_tags_child(String suffix) {
            ReconcileRequest request =
                    kept(SampleEvent.eventGrid().operation(TAGS).about(SampleEvent.CLUSTER + suffix));
            assertThat(request.cluster().id()).isEqualTo(SampleEvent.CLUSTER);
            assertThat(request.why()).isEqualTo(Trigger.TAGS);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    GROUP + "/providers/Microsoft.Compute/virtualMachines/vm",
                    GROUP + "/providers/Microsoft.Resources/tags/other",
                    "/subscriptions/s/resourceGroups/..",
                    "/subscriptions/s/resourceGroups/a/b",
                    "/subscriptions/s?x",
                    "/subscriptions/s\n",
                    SampleEvent.CLUSTER + "/agentPools/system",
                    ""
                })
        void tags_of_anything_else_are_dropped(String id) {
            assertThat(dropped(SampleEvent.eventGrid().operation(TAGS).about(id)))
                    .isEqualTo("not-a-cluster");
        }

        @ParameterizedTest
        @ValueSource(strings = {GROUP, "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590"})
        void tags_of_a_group_or_subscription_are_news_of_that_scope(String id) {
            for (String suffix : List.of("", "/providers/Microsoft.Resources/tags/default")) {
                Intake intake = SampleEvent.eventGrid()
                        .operation(TAGS)
                        .about((id + suffix).toUpperCase(Locale.ROOT))
                        .event(e -> e.put("subject", suffix.isEmpty() ? id : "tags"))
                        .intake();
                assertThat(intake).isInstanceOfSatisfying(Intake.Spread.class, spread -> {
                    assertThat(spread.item().scope())
                            .isEqualTo(TagScope.parse(id).orElseThrow());
                    assertThat(spread.item().seen().orElseThrow().act()).isEqualTo(Act.TAGS);
                    assertThat(spread.item().seen().orElseThrow().by().oid()).isEqualTo(SampleEvent.OBJECT_ID);
                });
            }
        }

        @Test
        void an_event_about_two_scopes_is_rejected() {
            assertThat(rejected(SampleEvent.eventGrid()
                            .operation(TAGS)
                            .about(GROUP)
                            .event(e -> e.put("subject", GROUP + "-2"))))
                    .isEqualTo("ids-disagree");
        }

        @Test
        void a_write_of_a_group_is_no_write_of_a_cluster() {
            assertThat(rejected(SampleEvent.eventGrid().about(GROUP))).isEqualTo("bad-cluster-id");
        }

        @Test
        void the_uri_stands_in_for_a_subject_that_names_no_cluster() {
            assertThat(kept(SampleEvent.eventGrid().event(e -> e.put("subject", "aks-shop-prod")))
                            .cluster()
                            .id())
                    .isEqualTo(SampleEvent.CLUSTER);
            assertThat(kept(SampleEvent.eventGrid().data(d -> d.remove("resourceUri")))
                            .cluster()
                            .id())
                    .isEqualTo(SampleEvent.CLUSTER);
        }

        @Test
        void an_event_about_two_clusters_is_rejected() {
            assertThat(rejected(SampleEvent.eventGrid().event(e -> e.put("subject", SampleEvent.CLUSTER + "-2"))))
                    .isEqualTo("ids-disagree");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/subscriptions/s/resourceGroups/../../etc/passwd/providers/Microsoft.ContainerService/managedClusters/c",
                    "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c\u0000",
                    "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c\n",
                    "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/a/agentPools/p",
                    "https://management.azure.com" + SampleEvent.CLUSTER,
                    ""
                })
        void a_write_of_what_is_no_clusters_id_is_rejected(String id) {
            assertThat(rejected(SampleEvent.eventGrid().about(id))).isEqualTo("bad-cluster-id");
        }

        @Test
        void a_listing_by_access_profile_is_the_admins_unless_the_profile_is_the_users() {
            Map.of(
                            "/accessProfiles/clusterUser", Act.USER_CREDENTIAL,
                            "/ACCESSPROFILES/CLUSTERUSER", Act.USER_CREDENTIAL,
                            "/accessProfiles/clusterAdmin", Act.ADMIN_CREDENTIAL,
                            "/accessProfiles/other", Act.ADMIN_CREDENTIAL,
                            "", Act.ADMIN_CREDENTIAL)
                    .forEach((suffix, act) -> {
                        ReconcileRequest request = kept(SampleEvent.eventGrid()
                                .type(ACTION)
                                .operation(LIST_CREDENTIAL)
                                .about(SampleEvent.CLUSTER + suffix));
                        assertThat(request.cluster().id()).isEqualTo(SampleEvent.CLUSTER);
                        assertThat(request.seen().orElseThrow().act())
                                .as(suffix)
                                .isEqualTo(act);
                    });
        }
    }

    @Nested
    class Who {
        @ParameterizedTest
        @ValueSource(strings = {"claims", "authorization", "httpRequest"})
        void a_section_written_into_a_string_says_the_same(String section) {
            assertThat(kept(SampleEvent.eventGrid().asString(section))).isEqualTo(kept(SampleEvent.eventGrid()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{}", "null", "[1]", "{\"a\":", "no JSON", "5"})
        void a_section_that_says_nothing_leaves_the_caller_unknown(String text) {
            Actor caller = caller(SampleEvent.cloudEvent()
                    .data(data ->
                            data.put("claims", text).put("authorization", text).put("httpRequest", text)));
            assertThat(caller).isEqualTo(new Actor(Actor.UNKNOWN, Optional.empty(), true, false, Optional.empty()));
        }

        @Test
        void sections_may_be_absent_null_or_of_another_kind() {
            List<Consumer<ObjectNode>> changes = List.of(
                    data -> data.remove(List.of("claims", "authorization", "httpRequest")),
                    data -> data.putNull("claims").putNull("authorization").putNull("httpRequest"),
                    data -> {
                        data.putArray("claims").add("x");
                        data.put("authorization", 5);
                        data.put("httpRequest", true);
                    });
            changes.forEach(change -> assertThat(
                            caller(SampleEvent.eventGrid().data(change)).known())
                    .isFalse());
        }

        @Test
        void the_object_id_comes_first_then_the_app_id_then_the_evidence() {
            SampleEvent event = SampleEvent.eventGrid();
            assertThat(caller(event).oid()).isEqualTo(SampleEvent.OBJECT_ID);
            event.claims(claims -> claims.remove(OID));
            assertThat(caller(event).oid()).isEqualTo("04b07795-8ddb-461a-bbee-02f9e1bf7b46");
            event.claims(claims -> claims.remove("appid"));
            assertThat(caller(event).oid()).isEqualTo("7c1d4a2e9f3b4c6d8e0fa1b2c3d4e5f6");
            event.evidence(evidence -> evidence.put("principalType", "Group"));
            assertThat(caller(event).oid())
                    .as("the group that holds the role is not who called")
                    .isEqualTo(Actor.UNKNOWN);
        }

        @Test
        void a_token_without_name_and_scope_is_an_apps() {
            SampleEvent event = SampleEvent.eventGrid().claims(claims -> claims.remove(UPN));
            assertThat(caller(event).app()).as("a guest may have no upn").isFalse();
            event.claims(claims -> claims.remove(SCOPE));
            assertThat(caller(event).app()).isTrue();
        }

        @Test
        void a_token_that_says_so_is_an_apps() {
            assertThat(caller(SampleEvent.eventGrid().claims(claims -> claims.put("idtyp", "app")))
                            .app())
                    .isTrue();
            assertThat(caller(SampleEvent.eventGrid().evidence(e -> e.put("principalType", "ServicePrincipal")))
                            .app())
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"pwd,mfa", "mfa", "[\"pwd\",\"mfa\"]", "rsa mfa", "PWD,MFA"})
        void mfa_is_found_in_any_form(String methods) {
            assertThat(caller(SampleEvent.eventGrid().claims(claims -> claims.put(METHODS, methods)))
                            .mfa())
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"pwd", "", "no-mfas", "[]", "ngcmfa"})
        void mfa_is_found_as_a_word_only(String methods) {
            assertThat(caller(SampleEvent.eventGrid().claims(claims -> claims.put(METHODS, methods)))
                            .mfa())
                    .isFalse();
        }

        @Test
        void mfa_is_found_in_a_list() {
            SampleEvent event = SampleEvent.eventGrid()
                    .claims(claims -> claims.putArray(METHODS).add("pwd").add("mfa"));
            assertThat(caller(event).mfa()).isTrue();
        }

        @Test
        void the_address_comes_from_the_claims_then_from_the_request() {
            SampleEvent event = SampleEvent.eventGrid()
                    .data(data -> ((ObjectNode) data.get("httpRequest")).put("clientIpAddress", "2001:db8::7"));
            assertThat(caller(event).ip()).contains("203.0.113.24");
            event.claims(claims -> claims.put("ipaddr", "<script>"));
            assertThat(caller(event).ip()).contains("2001:db8::7");
        }

        @Test
        void strings_of_strangers_are_cut_and_stripped() {
            String hostile = " mara\u202e\u0000\n@example.com\u2028 " + "x".repeat(5000);
            Actor caller = caller(SampleEvent.eventGrid()
                    .claims(claims ->
                            claims.put(UPN, hostile).put(OID, "../../x").put("appid", "a b")));
            assertThat(caller.upn().orElseThrow())
                    .startsWith("mara@example.com x")
                    .hasSizeLessThanOrEqualTo(256);
            assertThat(caller.oid()).isEqualTo("7c1d4a2e9f3b4c6d8e0fa1b2c3d4e5f6");
        }
    }

    @Nested
    class What_cannot_be_read {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "no JSON",
                    "5",
                    "null",
                    "[]",
                    "[[{}]]",
                    "{",
                    "}",
                    "{}]",
                    "{\"a\":\"",
                    "{\"a\":\"\\",
                    "\"{}\"",
                    "{} {}",
                    "{}x"
                })
        void is_rejected_as_no_json(String text) {
            assertThat(rejected(text)).isIn("not-json", "several-events");
        }

        @Test
        void is_rejected_where_it_is_cut_off_anywhere() {
            String json = SampleEvent.eventGrid().json();
            for (int end = 0; end < json.length(); end++) {
                assertThat(rejected(json.substring(0, end))).isEqualTo("not-json");
            }
        }

        @Test
        void is_rejected_where_brackets_do_not_match() {
            assertThat(rejected(
                            "{\"id\":\"1\",\"eventType\":\"Microsoft.Resources.ResourceWriteSuccess\",\"data\":{]}"))
                    .isEqualTo("not-json");
            assertThat(rejected("{\"data\":{},\"x\":[}}")).isEqualTo("not-an-event");
        }

        @Test
        void is_more_than_one_event() {
            String json = SampleEvent.eventGrid().json();
            assertThat(rejected("[" + json + "," + json + "]")).isEqualTo("several-events");
        }

        @Test
        void is_an_event_with_two_bodies() {
            assertThat(rejected("{\"data\":{},\"data\":{}}")).isEqualTo("data-twice");
        }

        @Test
        void is_an_event_without_a_body() {
            assertThat(rejected(SampleEvent.eventGrid().event(e -> e.remove("data"))))
                    .isEqualTo("no-data");
            assertThat(rejected(SampleEvent.eventGrid().event(e -> e.put("data", "{}"))))
                    .isEqualTo("no-data");
            assertThat(rejected(SampleEvent.cloudEvent()
                            .event(e -> e.putArray("data").addObject())))
                    .isEqualTo("no-data");
        }

        @ParameterizedTest
        @MethodSource("io.entraguard.azure.EventGridEventsTest#schemas")
        void is_an_event_without_an_id_or_type(SampleEvent event) {
            assertThat(rejected(event.event(e -> e.remove("id")))).isEqualTo("no-id");
            assertThat(rejected(event.event(e -> e.remove(List.of("type", "eventType")))))
                    .isEqualTo("no-type");
        }

        @ParameterizedTest
        @ValueSource(strings = {"../../etc/passwd", "a\u0000b", "a\nb", "<b>", "\u00e9"})
        void is_an_id_that_is_none(String id) {
            assertThat(rejected(SampleEvent.eventGrid().event(e -> e.put("id", id))))
                    .isEqualTo("bad-id");
            assertThat(rejected(SampleEvent.cloudEvent().event(e -> e.put("id", "x".repeat(65)))))
                    .isEqualTo("bad-id");
        }

        @ParameterizedTest
        @ValueSource(strings = {"yesterday", "2026-13-40T00:00:00Z", "+999999999-01-01T00:00:00Z"})
        void is_a_time_that_is_none(String time) {
            assertThat(rejected(SampleEvent.eventGrid().event(e -> e.put("eventTime", time))))
                    .isEqualTo("bad-time");
            assertThat(rejected(SampleEvent.cloudEvent().event(e -> e.put("time", time))))
                    .isEqualTo("bad-time");
        }

        @Test
        void says_which_event_it_was_and_nothing_else_of_it() {
            Intake intake = SampleEvent.eventGrid().about("/secret/place").intake();
            assertThat(((Intake.Rejected) intake).item().ids())
                    .isEqualTo(Map.of(
                            "event", "6e0a4f0c-9a52-4a39-8a6a-3c1f0b7a7f51",
                            "correlation", "2d3c1f4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f"));
        }
    }

    @Nested
    class What_is_hostile {
        @Test
        void one_megabyte_is_too_large() {
            assertThat(rejected(SampleEvent.eventGrid().data(d -> d.put("padding", "x".repeat(1_000_000)))))
                    .isEqualTo("too-large");
            assertThat(rejected("{".repeat(2_000_000))).isEqualTo("too-large");
        }

        @Test
        void nothing_large_stands_beside_the_body() {
            assertThat(rejected(SampleEvent.cloudEvent().event(e -> e.put("extension", "x".repeat(20_000)))))
                    .isEqualTo("too-large");
        }

        @Test
        void almost_one_megabyte_of_claims_is_read() {
            assertThat(kept(SampleEvent.eventGrid().claims(c -> c.put("groups", "x".repeat(900_000)))))
                    .isEqualTo(kept(SampleEvent.eventGrid()));
        }

        @Test
        void nesting_is_refused_before_anything_is_parsed() {
            assertThat(rejected("{\"data\":" + "[".repeat(500_000))).isEqualTo("too-deep");
            assertThat(rejected("[".repeat(65))).isEqualTo("too-deep");
        }

        @Test
        void nesting_inside_a_string_is_refused_as_well() {
            String deep = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
            assertThat(caller(SampleEvent.eventGrid().data(d -> d.put("claims", deep)))
                            .ip())
                    .as("claims that cannot be read say nothing")
                    .contains("203.0.113.24");
        }

        @Test
        void a_number_of_a_million_digits_is_not_computed() {
            String json = "{\"n\":" + "9".repeat(900_000) + ","
                    + SampleEvent.cloudEvent().json().substring(1);
            assertThat(rejected(json)).isEqualTo("not-json");
        }

        @Test
        void control_characters_inside_strings_are_no_json() {
            String json = SampleEvent.eventGrid().json().replace("Succeeded", "Suc\u0001ceeded");
            assertThat(rejected(json)).isEqualTo("not-json");
        }

        @Test
        void nothing_escapes_whatever_single_character_is_changed() {
            String json = SampleEvent.cloudEvent().json();
            for (char wrong : new char[] {'{', '}', '[', ']', '"', '\\', ',', ':', '0', '-', '\0', '\ud800'}) {
                for (int at = 0; at < json.length(); at += 3) {
                    String changed = json.substring(0, at) + wrong + json.substring(at + 1);
                    assertThat(EventGridEvents.read(changed)).isNotNull();
                }
            }
        }
    }
}
