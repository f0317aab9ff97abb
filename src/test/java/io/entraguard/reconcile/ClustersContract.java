package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree;
import io.entraguard.reconcile.Clusters.Progress;
import io.entraguard.reconcile.Clusters.Written;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reader and writer of managed clusters promises, asked of the world that it works on. */
public abstract class ClustersContract {
    private static final Map<String, Object> DOCUMENT = ClusterDocument.plain("c1")
            .with("fqdn", "c1.example")
            .pool("np", "Succeeded")
            .tree();

    private static final Map<String, Object> STRANGE = ClusterDocument.plain("c1")
            .with("fqdn", "c1.example")
            .with("unheardOf", new LinkedHashMap<>(Map.of("kept", List.of(1, "two"))))
            .pool("np", "Succeeded")
            .tree();

    private static final ClusterRef CLUSTER = SnapshotReader.ref(DOCUMENT);

    /** How a call ends that gets no answer. */
    public enum Silence {
        /** Nothing comes, nothing is applied. */
        TIMEOUT,
        /** The connection breaks, nothing is applied. */
        RESET,
        /** It is applied and its answer lost. */
        LOST_RESPONSE
    }

    protected abstract Clusters clusters();

    /** Lets a cluster have been there before. */
    protected abstract void exists(Map<String, Object> document);

    /** Lets somebody else delete it. */
    protected abstract void vanishes(ClusterRef cluster);

    /** Lets somebody else merge that into its document. */
    protected abstract void isEdited(ClusterRef cluster, Map<String, Object> merge);

    protected abstract void passes(Duration time);

    /** Lets the next call of that method end without an answer. */
    protected abstract void staysSilent(String method, Silence silence);

    /** Lets the next call of that method be answered with an error. */
    protected abstract void answers(String method, int status, String code);

    /** The cluster as it is. */
    protected abstract Optional<Map<String, Object>> live(ClusterRef cluster);

    /** How many requests of that method came. */
    protected abstract int requests(String method);

    private Map<String, Object> read() {
        return clusters().read(CLUSTER).orElseThrow();
    }

    private static String etag(Map<String, Object> document) {
        return snapshot(document).etag().orElseThrow();
    }

    private static ClusterSnapshot snapshot(Map<String, Object> document) {
        return SnapshotReader.read(document);
    }

    private ClusterSnapshot live() {
        return snapshot(live(CLUSTER).orElseThrow());
    }

    /** What was read, with Entra on and local accounts off. */
    private static Map<String, Object> mended(Map<String, Object> document) {
        Map<String, Object> mended = Tree.copy(document);
        Map<String, Object> properties = Tree.object(mended.get("properties")).orElseThrow();
        properties.put(
                "aadProfile",
                new LinkedHashMap<>(Map.of("managed", true, "adminGroupObjectIDs", List.of(ClusterDocument.GROUP))));
        properties.put("disableLocalAccounts", true);
        return mended;
    }

    private Written writeMended() {
        Map<String, Object> document = read();
        return clusters().write(CLUSTER, mended(document), etag(document));
    }

    @Test
    void a_cluster_that_does_not_exist_is_absent() {
        assertThat(clusters().read(CLUSTER)).isEmpty();
    }

    @Test
    void a_document_is_read_as_it_is_by_whatever_spelling_of_its_id() {
        exists(DOCUMENT);

        ClusterRef shouted = ClusterRef.of(CLUSTER.id().toUpperCase(java.util.Locale.ROOT));

        assertThat(clusters().read(shouted)).isEqualTo(live(CLUSTER)).isPresent();
    }

    @Test
    void a_write_is_accepted_runs_and_ends_and_what_nobody_knows_stays() {
        exists(STRANGE);

        Written.Accepted accepted = (Written.Accepted) writeMended();

        assertThat(accepted.status()).isEqualTo(200);
        String operation = accepted.operation().orElseThrow();
        assertThat(clusters().progress(operation)).isInstanceOf(Progress.Running.class);
        passes(Duration.ofHours(1));
        assertThat(clusters().progress(operation)).isEqualTo(new Progress.Succeeded(false));
        assertThat(live().identity().entraOn()).isTrue();
        assertThat(live().identity().localAccountsOff()).isTrue();
        assertThat(read()).satisfies(document -> {
            Map<String, Object> properties =
                    Tree.object(document.get("properties")).orElseThrow();
            assertThat(properties)
                    .containsEntry("unheardOf", Map.of("kept", List.of(1, "two")))
                    .containsEntry("fqdn", "c1.example");
        });
    }

    @Test
    void a_document_that_goes_back_unchanged_changes_nothing() {
        exists(STRANGE);
        Map<String, Object> before = read();

        assertThat(clusters().write(CLUSTER, before, etag(before))).isInstanceOf(Written.Accepted.class);

        passes(Duration.ofHours(1));
        assertThat(read())
                .usingRecursiveComparison()
                .ignoringFields("eTag", "systemData")
                .isEqualTo(before);
    }

    @Test
    void what_was_changed_meanwhile_is_not_written_over() {
        exists(DOCUMENT);
        Map<String, Object> document = read();
        isEdited(CLUSTER, Map.of("tags", Map.of("owner", "team-b")));

        assertThat(clusters().write(CLUSTER, mended(document), etag(document))).isInstanceOf(Written.Outdated.class);
        assertThat(live().identity().localAccountsOff()).isFalse();
    }

    @Test
    void a_cluster_that_went_meanwhile_is_not_made_again() {
        exists(DOCUMENT);
        Map<String, Object> document = read();
        vanishes(CLUSTER);

        assertThat(clusters().write(CLUSTER, mended(document), etag(document)))
                .isInstanceOfAny(Written.Outdated.class, Written.Vanished.class);
        assertThat(live(CLUSTER)).isEmpty();
    }

    @Test
    void a_write_that_meets_a_running_operation_waits() {
        exists(DOCUMENT);
        writeMended();

        assertThat(writeMended()).isInstanceOf(Written.Busy.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_write_without_an_answer_leaves_it_open_and_is_sent_once(Silence silence) {
        exists(DOCUMENT);
        Map<String, Object> document = read();
        staysSilent("PUT", silence);

        assertThat(clusters().write(CLUSTER, mended(document), etag(document))).isInstanceOf(Written.Unanswered.class);
        assertThat(requests("PUT")).isEqualTo(1);
        assertThat(live().identity().localAccountsOff()).isEqualTo(silence == Silence.LOST_RESPONSE);
    }

    @ParameterizedTest
    @CsvSource({
        "429,Throttled,Throttled",
        "429,SubscriptionRequestsThrottled,Throttled",
        "409,EtagMismatch,Busy",
        "409,ScopeLocked,Refused",
        "403,AuthorizationFailed,Refused",
        "403,LinkedAuthorizationFailed,Refused",
        "403,RequestDisallowedByPolicy,Refused",
        "403,DenyAssignmentAuthorizationFailed,Refused",
        "404,ResourceGroupNotFound,Vanished",
        "400,NoRegisteredProviderFound,Refused",
        "500,InternalServerError,Unanswered",
        "503,ServiceUnavailable,Unanswered"
    })
    void every_refusal_of_a_write_has_its_meaning(int status, String code, String meaning) {
        exists(DOCUMENT);
        Map<String, Object> document = read();
        answers("PUT", status, code);

        Written written = clusters().write(CLUSTER, mended(document), etag(document));

        assertThat(written).extracting(it -> it.getClass().getSimpleName()).isEqualTo(meaning);
        if (written instanceof Written.Refused refused) {
            assertThat(refused.code()).isEqualTo(code);
        }
        assertThat(requests("PUT")).isEqualTo(1);
        assertThat(live().identity().localAccountsOff()).isFalse();
    }

    @Test
    void a_missing_permission_is_named() {
        exists(DOCUMENT);
        answers("PUT", 403, "LinkedAuthorizationFailed");

        assertThat((Written.Refused) writeMended()).satisfies(refused -> {
            assertThat(refused.action()).contains("Microsoft.Network/virtualNetworks/subnets/join/action");
            assertThat(refused.scope().orElseThrow()).contains("/subnets/");
        });
    }

    @ParameterizedTest
    @CsvSource({"429,Throttled", "503,ServiceUnavailable", "500,InternalServerError"})
    void what_passes_is_to_be_asked_again(int status, String code) {
        exists(DOCUMENT);
        answers("GET", status, code);

        assertThatThrownBy(() -> clusters().read(CLUSTER)).isInstanceOf(Failure.Transient.class);
        assertThat(clusters().read(CLUSTER)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "401,ExpiredAuthenticationToken",
        "403,AuthorizationFailed",
        "404,SubscriptionNotFound",
        "400,NoRegisteredProviderFound"
    })
    void what_is_refused_keeps_its_code(int status, String code) {
        exists(DOCUMENT);
        answers("GET", status, code);

        assertThat(catchThrowableOfType(Failure.Terminal.class, () -> clusters().read(CLUSTER))
                        .code())
                .isEqualTo(code);
    }

    @Test
    void a_read_without_an_answer_is_to_be_asked_again() {
        exists(DOCUMENT);
        staysSilent("GET", Silence.TIMEOUT);

        assertThatThrownBy(() -> clusters().read(CLUSTER)).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void an_operation_that_nobody_knows_is_unknown() {
        exists(DOCUMENT);
        String operation = ((Written.Accepted) writeMended()).operation().orElseThrow();

        assertThat(clusters().progress(operation.replaceFirst("[0-9a-f]{12}(?=\\?)", "000000000000")))
                .isEqualTo(new Progress.Unknown());
    }

    @Test
    void an_operation_of_a_cluster_that_went_has_failed() {
        exists(DOCUMENT);
        String operation = ((Written.Accepted) writeMended()).operation().orElseThrow();
        vanishes(CLUSTER);

        assertThat(clusters().progress(operation)).isInstanceOf(Progress.Failed.class);
    }

    @Test
    void an_operation_elsewhere_is_never_asked_for() {
        assertThatThrownBy(() -> clusters().progress("https://elsewhere.example/operations/1"))
                .isInstanceOf(Failure.Terminal.class);
    }
}
