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
    void an_empty_queue_has_no_depth() {
        assertThat(queue().depth()).isEqualTo(new WorkQueue.Depth(0, 0, Optional.empty()));
    }

    @Test
    void what_is_seen_now_is_counted_beside_all_there_is() {
        queue().send(ReconcileRequest.news(CLUSTER, Trigger.SWEEP, Optional.empty()), Duration.ZERO);
        queue().send(request("due"), Duration.ZERO);
        queue().send(request("late"), WorkQueue.LONGEST_DELAY);
        WorkQueue.Depth depth = queue().depth();
        assertThat(depth.messages()).isEqualTo(3);
        assertThat(depth.due()).isEqualTo(2);
        assertThat(depth.oldest()).isPresent();
        assertThat(take()).as("and is still there").hasSize(2);
    }

    @Test
    void appointments_and_what_was_put_back_were_meant_to_wait() {
        queue().send(request("due"), Duration.ZERO);
        queue().send(
                        ReconcileRequest.news(CLUSTER, Trigger.EVENT, Optional.empty())
                                .again(),
                        Duration.ZERO);
        assertThat(queue().depth().oldest()).isEmpty();
    }

    @Test
    void of_many_messages_the_number_is_still_told() {
        for (int i = 0; i < 40; i++) {
            queue().send(request("t" + i), Duration.ZERO);
        }
        assertThat(queue().depth().messages()).isEqualTo(40);
        assertThat(queue().depth().due()).isEqualTo(40);
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
}
