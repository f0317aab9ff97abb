package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.entraguard.model.Actor;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link WorkQueue} promises. */
public abstract class WorkQueueContract {
    private static final ClusterRef CLUSTER =
            ClusterRef.of("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/RG"
                    + "/providers/Microsoft.ContainerService/managedClusters/c1");

    /** A queue without messages, the same one each time within a test. */
    protected abstract WorkQueue queue();

    /** Takes the texts of all messages that are seen now off the queue, as the Functions host reads them. */
    protected abstract List<String> take();

    /** How many messages are on the queue, seen or not. */
    protected abstract int size();

    private static ReconcileRequest request(String token) {
        return new ReconcileRequest(CLUSTER, Trigger.RECHECK, Optional.empty(), Optional.of(token), 0);
    }

    @Test
    void an_item_without_delay_is_seen_at_once_as_it_was_sent() {
        var actor = new Actor("oid", Optional.of("z\u00fc@\ud83d\ude00 <&>\""), false, true, Optional.empty());
        var at = Instant.parse("2026-01-05T09:00:00Z");
        var seen = new Sighting(Sighting.Act.TAGS, "e-1", at, actor, Optional.of("corr"));
        WorkItem request = ReconcileRequest.news(CLUSTER, Trigger.TAGS, Optional.of(seen));
        WorkItem rejected = new WorkItem.Rejected("not-json", Map.of("id", "e-2"));
        queue().send(request, Duration.ZERO);
        queue().send(rejected, Duration.ZERO);
        assertThat(take().stream().map(WorkItemJson::read)).containsExactlyInAnyOrder(request, rejected);
        assertThat(size()).isZero();
    }

    @Test
    void an_item_with_a_delay_is_on_the_queue_and_not_seen_yet() {
        queue().send(request("soon"), Duration.ofSeconds(30));
        queue().send(request("late"), WorkQueue.LONGEST_DELAY);
        assertThat(take()).isEmpty();
        assertThat(size()).isEqualTo(2);
    }

    @Test
    void an_item_that_is_sent_twice_comes_twice() {
        queue().send(request("t"), Duration.ZERO);
        queue().send(request("t"), Duration.ZERO);
        assertThat(take()).hasSize(2).containsOnly(WorkItemJson.write(request("t")));
    }

    @Test
    void the_largest_item_is_taken() {
        var ids = new java.util.HashMap<String, String>();
        for (int i = 0; i < 20; i++) {
            ids.put("id" + i, "\u20ac".repeat(2_000));
        }
        queue().send(new WorkItem.Rejected("too-long", ids), Duration.ZERO);
        assertThat(take()).hasSize(1);
    }

    @Test
    void a_delay_that_the_queue_cannot_keep_is_refused() {
        for (Duration delay : List.of(WorkQueue.LONGEST_DELAY.plusSeconds(1), Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> queue().send(request("t"), delay));
        }
        assertThat(size()).isZero();
    }

    private Backlog backlog() {
        return (Backlog) queue();
    }

    @Test
    void a_queue_that_nothing_was_sent_to_has_no_backlog() {
        assertThat(backlog().waiting()).isEqualTo(new Backlog.Waiting(0, Optional.empty()));
    }

    @Test
    void a_look_at_the_backlog_counts_what_is_there_and_takes_nothing_off() {
        queue().send(request("now"), Duration.ZERO);
        queue().send(request("late"), Duration.ofDays(1));
        assertThat(backlog().waiting())
                .as("appointments lie there for as long as they are meant to")
                .isEqualTo(new Backlog.Waiting(2, Optional.empty()));
        queue().send(ReconcileRequest.news(CLUSTER, Trigger.EVENT, Optional.empty()), Duration.ZERO);
        Optional<Instant> oldest = backlog().waiting().oldest();
        assertThat(oldest).isPresent();
        queue().send(ReconcileRequest.news(CLUSTER, Trigger.EVENT, Optional.empty()), Duration.ZERO);
        assertThat(backlog().waiting()).isEqualTo(new Backlog.Waiting(4, oldest));
        assertThat(take()).hasSize(3);
    }
}
