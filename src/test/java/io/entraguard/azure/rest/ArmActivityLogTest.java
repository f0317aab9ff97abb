package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.Actor;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.reconcile.Failure;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArmActivityLogTest {
    private static final String ID = "/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg"
            + "/providers/Microsoft.ContainerService/managedClusters/c1";
    private static final ClusterRef CLUSTER = ClusterRef.of(ID);
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
    private static final String NOTHING = "{\"value\":[]}";

    private final AnsweringServer server = new AnsweringServer();
    private final ArmActivityLog log = new ArmActivityLog(
            server.url(),
            new AzureHttp("9.9", Duration.ofSeconds(10)).pipeline(server.url(), Optional.empty()),
            InstantSource.fixed(NOW));

    @AfterEach
    void stop() {
        server.close();
    }

    private List<Sighting> week() {
        return log.since(CLUSTER, NOW.minus(Duration.ofDays(7)));
    }

    private static String entry(String operation, String status, String resource, String at) {
        return """
                {"operationName":{"value":"%s"},"status":{"value":"%s"},"resourceId":"%s","eventTimestamp":"%s",
                 "eventDataId":"d-1","correlationId":"c-1","claims":{
                   "http://schemas.microsoft.com/identity/claims/objectidentifier":"oid-1",
                   "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn":"jo@contoso.example",
                   "http://schemas.microsoft.com/claims/authnmethodsreferences":"pwd,mfa",
                   "ipaddr":"203.0.113.9","appid":"cli"}}""".formatted(operation, status, resource, at);
    }

    private static String page(String... entries) {
        return "{\"value\":[" + String.join(",", entries) + "]}";
    }

    @Test
    void the_log_of_the_one_cluster_is_asked_for_that_time() {
        server.then(200, NOTHING);

        assertThat(week()).isEmpty();
        assertThat(server.asked().get(0).pathAndQuery())
                .startsWith("/subscriptions/11111111-0000-4000-8000-000000000001/providers/Microsoft.Insights"
                        + "/eventtypes/management/values?api-version=2015-04-01&$filter=");
        assertThat(URLDecoder.decode(server.asked().get(0).pathAndQuery(), StandardCharsets.UTF_8))
                .endsWith("eventTimestamp ge '2025-12-29T09:00:00Z' and eventTimestamp le '2026-01-05T09:00:00Z'"
                        + " and resourceUri eq '" + ID + "'");
    }

    @Test
    void it_is_asked_no_further_back_than_it_reaches() {
        server.then(200, NOTHING);

        log.since(CLUSTER, Instant.EPOCH);

        assertThat(server.asked())
                .allSatisfy(asked -> assertThat(asked.pathAndQuery()).contains("ge%20%272025-10-07T09%3A05%3A00Z%27"));
    }

    @Test
    void of_the_future_nothing_is_asked() {
        assertThat(log.since(CLUSTER, NOW)).isEmpty();
        assertThat(server.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Microsoft.ContainerService/managedClusters/write,WRITE",
        "MICROSOFT.CONTAINERSERVICE/MANAGEDCLUSTERS/WRITE,WRITE",
        "Microsoft.ContainerService/managedClusters/delete,DELETE",
        "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action,ADMIN_CREDENTIAL",
        "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action,USER_CREDENTIAL",
        "Microsoft.ContainerService/managedClusters/rotateClusterCertificates/action,CERTIFICATE_ROTATION",
        "Microsoft.Resources/tags/write,TAGS"
    })
    void acts_that_count_are_seen_with_who_did_them(String operation, Act act) {
        server.then(
                        200,
                        page(entry(
                                operation,
                                "Succeeded",
                                ID.toLowerCase(java.util.Locale.ROOT),
                                "2026-01-04T08:00:00.1234567Z")))
                .then(200, NOTHING);

        assertThat(week())
                .containsExactly(new Sighting(
                        act,
                        "d-1",
                        Instant.parse("2026-01-04T08:00:00.1234567Z"),
                        new Actor("oid-1", Optional.of("jo@contoso.example"), false, true, Optional.of("203.0.113.9")),
                        Optional.of("c-1")));
    }

    @Test
    void what_has_not_succeeded_is_another_clusters_or_does_not_count_is_left_out() {
        String write = "Microsoft.ContainerService/managedClusters/write";
        String at = "2026-01-04T08:00:00Z";
        server.then(
                        200,
                        page(
                                entry(write, "Started", ID, at),
                                entry(write, "Accepted", ID, at),
                                entry(write, "Failed", ID, at),
                                entry(write, "Succeeded", ID + "2", at),
                                entry(write, "Succeeded", ID + "/agentPools/np", at),
                                entry(
                                        "Microsoft.ContainerService/managedClusters/agentPools/write",
                                        "Succeeded",
                                        ID,
                                        at),
                                entry("Microsoft.ContainerService/managedClusters/read", "Succeeded", ID, at),
                                "{}",
                                "7"))
                .then(200, NOTHING);

        assertThat(week()).isEmpty();
    }

    @Test
    void the_older_way_to_a_kubeconfig_is_filed_under_the_profile_that_was_fetched() {
        String operation = "Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action";
        server.then(200, NOTHING)
                .then(
                        200,
                        page(entry(
                                operation, "Succeeded", ID + "/accessProfiles/clusterAdmin", "2026-01-04T08:00:00Z")))
                .then(
                        200,
                        page(entry(
                                operation, "Succeeded", ID + "/accessProfiles/clusterUser", "2026-01-03T08:00:00Z")));

        assertThat(week()).extracting(Sighting::act).containsExactly(Act.USER_CREDENTIAL, Act.ADMIN_CREDENTIAL);
        assertThat(server.asked())
                .extracting(asked -> URLDecoder.decode(asked.pathAndQuery(), StandardCharsets.UTF_8))
                .satisfiesExactly(
                        one -> assertThat(one).endsWith("'" + ID + "'"),
                        two -> assertThat(two).endsWith("'" + ID + "/accessProfiles/clusterAdmin'"),
                        three -> assertThat(three).endsWith("'" + ID + "/accessProfiles/clusterUser'"));
    }

    @Test
    void all_pages_are_read_and_the_oldest_comes_first() {
        String write = "Microsoft.ContainerService/managedClusters/write";
        server.then(
                        200,
                        "{\"value\":[" + entry(write, "Succeeded", ID, "2026-01-04T08:00:00Z") + "],\"nextLink\":\""
                                + server.url() + "/more\"}")
                .then(200, page(entry(write, "Succeeded", ID, "2026-01-02T08:00:00Z")))
                .then(200, NOTHING);

        assertThat(week())
                .extracting(Sighting::at)
                .containsExactly(Instant.parse("2026-01-02T08:00:00Z"), Instant.parse("2026-01-04T08:00:00Z"));
    }

    @Test
    void an_application_has_neither_a_name_nor_a_scope() {
        server.then(200, page("""
                {"operationName":{"value":"Microsoft.ContainerService/managedClusters/write"},
                 "status":{"value":"Succeeded"},"resourceId":"%s","eventTimestamp":"2026-01-04T08:00:00Z",
                 "httpRequest":{"clientIpAddress":"203.0.113.7"},"claims":{"appid":"app-1"}}""".formatted(ID))).then(200, NOTHING);

        assertThat(week())
                .extracting(Sighting::by)
                .containsExactly(new Actor("app-1", Optional.empty(), true, false, Optional.of("203.0.113.7")));
    }

    @Test
    void an_entry_that_counts_but_does_not_say_when_is_not_taken_for_never() {
        server.then(200, page(entry("Microsoft.ContainerService/managedClusters/write", "Succeeded", ID, "yesterday")));

        assertThatThrownBy(this::week).isInstanceOf(Failure.Terminal.class);
    }

    @Test
    void a_log_that_breaks_off_on_its_second_page_is_no_answer() {
        server.then(200, "{\"value\":[],\"nextLink\":\"" + server.url() + "/more\"}")
                .then(429, "{\"code\":\"Throttled\"}", "Retry-After", "7");

        assertThatThrownBy(this::week)
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7)));
    }

    @ParameterizedTest
    @CsvSource({"403,AuthorizationFailed", "400,BadRequest"})
    void a_log_that_is_not_shown_stays_so(int status, String code) {
        server.then(status, "{\"error\":{\"code\":\"" + code + "\"}}");

        assertThatThrownBy(this::week)
                .isInstanceOfSatisfying(
                        Failure.Terminal.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
