package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.reconcile.GuardHealth.Condition;
import io.entraguard.reconcile.GuardHealth.Part;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a sweep finds out about the system topics of the subscriptions that it saw, and what is said of it. */
class EventCoverageTest {
    private static final String FIRST = subscription(1);

    private static String subscription(int number) {
        return "00000000-0000-0000-0000-%012d".formatted(number);
    }

    private static ClusterDocument cluster(String name, int subscription) {
        ClusterDocument document = ClusterDocument.compliant(name);
        String id = String.valueOf(document.tree().get("id"));
        return document.withTop("id", id.replace(FIRST, subscription(subscription)));
    }

    private static Rig rig(int clusters, int subscriptions) {
        return new Rig(IntStream.range(0, clusters)
                .mapToObj(i -> cluster("c-" + i, 1 + i % subscriptions))
                .toArray(ClusterDocument[]::new));
    }

    private static Part part(Rig rig) {
        return EventCoverage.part(SweepReport.of(rig.memory));
    }

    @Test
    void where_each_subscription_has_a_topic_nothing_is_missing() {
        try (Rig rig = rig(3, 2)) {
            rig.sweep.run();
            assertThat(part(rig))
                    .isEqualTo(new Part(
                            "eventCoverage",
                            Condition.OK,
                            Optional.of(rig.now()),
                            "no system topic is missing in 2 subscriptions"));
        }
    }

    @Test
    void a_subscription_without_a_topic_is_named_with_what_to_do_until_it_has_one() {
        try (Rig rig = rig(3, 2)) {
            EventTopics real = rig.topics;
            rig.world.loseTopic(subscription(2));
            rig.sweep.run();
            assertThat(part(rig))
                    .isEqualTo(new Part(
                            "eventCoverage",
                            Condition.DEGRADED,
                            Optional.of(rig.now()),
                            "no system topic is seen in 1 of 2 subscriptions with clusters: " + subscription(2)
                                    + "; onboard them (infra/onboard), or let the guard read"
                                    + " Microsoft.EventGrid/systemTopics there"));
            rig.topics = () -> {
                var covered = real.subscriptions();
                covered.add(subscription(2));
                return covered;
            };
            rig.sweep.run();
            assertThat(part(rig).condition()).isEqualTo(Condition.OK);
        }
    }

    @Test
    void ten_are_named_and_the_others_counted() {
        try (Rig rig = rig(12, 12)) {
            IntStream.rangeClosed(1, 12).forEach(i -> rig.world.loseTopic(subscription(i)));
            rig.sweep.run();
            assertThat(part(rig).text())
                    .contains("in 12 of 12 subscriptions with clusters: " + FIRST + ", ")
                    .contains(subscription(10) + " and 2 more;")
                    .doesNotContain(subscription(11));
        }
    }

    @Test
    void a_look_up_that_fails_leaves_it_unknown_and_the_sweep_whole() {
        for (Failure failure :
                List.of(new Failure.Transient("503"), new Failure.Terminal("AuthorizationFailed", "403"))) {
            try (Rig rig = rig(2, 2)) {
                rig.sweep.run();
                rig.topics = () -> {
                    throw failure;
                };
                rig.passes(Duration.ofHours(1));
                rig.sweep.run();
                SweepReport report = SweepReport.of(rig.memory).orElseThrow();
                assertThat(report.finished()).contains(rig.now());
                assertThat(report.clusters()).isEqualTo(2);
                assertThat(report.withoutTopic())
                        .as("what the sweep before found is not taken for true any more")
                        .isEmpty();
                assertThat(part(rig).condition()).isEqualTo(Condition.UNKNOWN);
                assertThat(part(rig).text()).contains("could not look up the system topics");
            }
        }
    }

    @Test
    void a_report_of_a_version_that_did_not_look_is_unknown() {
        try (Rig rig = rig(1, 1)) {
            rig.memory.save(
                    MemoryStore.FLEET,
                    "sweep-report",
                    "{\"finished\":\"2026-01-01T00:00:00Z\",\"clusters\":1,\"subscriptions\":[\"s\"]}",
                    Optional.empty());
            assertThat(part(rig).condition()).isEqualTo(Condition.UNKNOWN);
        }
    }

    @Test
    void before_any_sweep_ended_it_is_unknown() {
        try (Rig rig = rig(1, 1)) {
            assertThat(part(rig).condition()).isEqualTo(Condition.UNKNOWN);
            SweepReport.begins(rig.memory, rig.now());
            assertThat(part(rig).text()).isEqualTo("no sweep has come to its end yet");
        }
    }

    @Test
    void it_is_looked_up_once_and_only_after_every_page_was_read() {
        try (Rig rig = rig(4, 2)) {
            var pagesBefore = new ArrayList<Integer>();
            var pages = new PagedFleet(rig.fleet, 2);
            EventTopics real = rig.topics;
            rig.fleet = pages;
            rig.topics = () -> {
                pagesBefore.add(pages.asked.size());
                return real.subscriptions();
            };
            pages.fails(1, new Failure.Transient("down"));
            assertThatThrownBy(rig.sweep::run).isInstanceOf(Failure.Transient.class);
            assertThat(pagesBefore).isEmpty();
            rig.sweep.run();
            assertThat(pagesBefore).as("two, and one that failed").containsExactly(3);
        }
    }

    @Test
    void where_no_cluster_is_seen_nothing_is_asked() {
        try (Rig rig = new Rig()) {
            rig.topics = () -> {
                throw new AssertionError("nobody is to ask");
            };
            rig.sweep.run();
            assertThat(part(rig).condition()).isEqualTo(Condition.OK);
        }
    }

    @Test
    void ten_thousand_clusters_cost_no_more_than_twelve_calls() {
        try (Rig rig = rig(10_000, 40)) {
            rig.sweep.run();
            assertThat(SweepReport.of(rig.memory).orElseThrow().clusters()).isEqualTo(10_000);
            assertThat(rig.requests()).isBetween(10, 12);
        }
    }
}
