package io.entraguard.lab.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.lab.faces.LabWorkQueue.Message;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItemJson;
import io.entraguard.reconcile.WorkQueue;
import io.entraguard.reconcile.WorkQueueContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabWorkQueueTest extends WorkQueueContract {
    private final MovingClock clock = new MovingClock();
    private final ArrayDeque<FaultHook.Kind> faults = new ArrayDeque<>();
    private final LabWorkQueue queue = new LabWorkQueue(clock, operation -> Optional.ofNullable(faults.poll()));

    @Override
    protected WorkQueue queue() {
        return queue;
    }

    @Override
    protected List<String> take() {
        var texts = new ArrayList<String>();
        for (Optional<Message> next = queue.take(); next.isPresent(); next = queue.take()) {
            texts.add(next.get().text());
            queue.done(next.get());
        }
        return texts;
    }

    @Override
    protected int size() {
        return queue.size();
    }

    private static WorkItem item(String reason) {
        return new WorkItem.Rejected(reason, Map.of());
    }

    private static String text(String reason) {
        return WorkItemJson.write(item(reason));
    }

    @Test
    void messages_come_in_the_order_in_which_they_fall_due() {
        queue.send(item("third"), Duration.ofMinutes(5));
        queue.send(item("second"), Duration.ofMinutes(1));
        queue.put(text("first"));
        assertThat(queue.nextDue()).contains(clock.instant());
        assertThat(take()).containsExactly(text("first"));
        assertThat(queue.nextDue()).contains(clock.instant().plusSeconds(60));
        clock.advance(Duration.ofMinutes(5));
        assertThat(take()).containsExactly(text("second"), text("third"));
        assertThat(queue.nextDue()).isEmpty();
    }

    @Test
    void a_message_whose_function_threw_comes_again_in_a_minute_and_is_poison_after_five() {
        queue.put("bad");
        Instant start = clock.instant();
        for (int count = 1; count <= 5; count++) {
            Message message = queue.take().orElseThrow();
            assertThat(message.dequeueCount()).isEqualTo(count);
            assertThat(queue.take()).isEmpty();
            queue.failed(message);
            assertThat(queue.take()).isEmpty();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(clock.instant()).isEqualTo(start.plusSeconds(300));
        assertThat(queue.poison()).containsExactly("bad");
        assertThat(queue.size()).isZero();
    }

    @Test
    void a_message_that_nobody_says_anything_of_comes_again_when_its_lease_ends() {
        queue.put("left alone");
        for (int count = 1; count <= 5; count++) {
            assertThat(queue.take().orElseThrow().dequeueCount()).isEqualTo(count);
            clock.advance(Duration.ofMinutes(10));
        }
        assertThat(queue.take()).isEmpty();
        assertThat(queue.poison()).containsExactly("left alone");
    }

    @Test
    void a_worker_that_lost_its_lease_has_no_say() {
        queue.put("slow");
        Message slow = queue.take().orElseThrow();
        clock.advance(Duration.ofMinutes(10));
        Message again = queue.take().orElseThrow();
        queue.done(slow);
        queue.failed(slow);
        assertThat(queue.size()).isEqualTo(1);
        queue.done(again);
        assertThat(queue.size()).isZero();
    }

    @Test
    void a_message_is_there_only_where_the_queue_was_reached() {
        faults.addAll(List.of(new FaultHook.Timeout(), new FaultHook.LostResponse()));
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> queue.send(item("a"), Duration.ZERO));
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> queue.put(text("b")));
        assertThat(take()).containsExactly(text("b"));
    }
}
