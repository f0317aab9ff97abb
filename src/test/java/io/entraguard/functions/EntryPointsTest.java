package io.entraguard.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

import com.microsoft.azure.functions.ExecutionContext;
import io.entraguard.azure.SampleEvent;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.TraceParent;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.GuardTraces;
import io.entraguard.reconcile.Trigger;
import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItem.Rejected;
import io.entraguard.reconcile.WorkItemJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPointsTest {
    private final ExecutionContext context = mock(ExecutionContext.class);
    private final List<WorkItem> handled = new ArrayList<>();
    private final Reconcile reconcile = new Reconcile(handled::add);

    @Test
    void a_message_is_handed_to_the_loop() {
        ReconcileRequest request =
                ReconcileRequest.news(ClusterRef.of(SampleEvent.CLUSTER), Trigger.SWEEP, Optional.empty());
        var rejected = new Rejected("not-json", Map.of("event", "1"));

        reconcile.run(WorkItemJson.write(request), context);
        reconcile.run(WorkItemJson.write(rejected), context);

        assertThat(handled).containsExactly(request, rejected);
    }

    @Test
    void a_message_is_handed_on_in_the_trace_that_it_came_in() {
        var cause = new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var rejected = new Rejected("not-json", Map.of("event", "1"));
        List<String> traced = new ArrayList<>();
        var traces = new GuardTraces() {
            @Override
            public void invocation(
                    String function, Optional<TraceParent> from, Optional<TraceParent> host, Runnable work) {
                traced.add(function + " " + from.map(TraceParent::text).orElse("-"));
                work.run();
            }
        };
        new Reconcile(handled::add, traces).run(WorkItemJson.write(rejected, Optional.of(cause)), context);
        new FleetSweep(() -> traced.add("swept"), () -> traced.add("counted"), () -> traced.add("anchored"), traces)
                .run("{}", context);

        assertThat(handled).containsExactly(rejected);
        assertThat(traced).containsExactly("Reconcile " + cause.text(), "FleetSweep -", "swept", "counted", "anchored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "{}", "{\"v\":1,\"cluster\":\"x\"}"})
    void a_message_that_nobody_can_read_is_recorded_and_not_tried_for_ever(String message) {
        reconcile.run(message, context);
        assertThat(handled).containsExactly(new Rejected("unreadable-message", Map.of()));
    }

    @Test
    void what_the_loop_could_not_even_put_back_stays_on_the_queue() {
        var broken = new Reconcile(item -> {
            throw new Failure.Transient("queue: no answer");
        });
        String message = WorkItemJson.write(new Rejected("not-json", Map.of()));
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(() -> broken.run(message, context));
    }

    @Test
    void the_timer_sweeps_once_keeps_the_days_figures_and_then_tells_the_heads_of_the_ledger() {
        var done = new ArrayList<String>();
        new FleetSweep(() -> done.add("swept"), () -> done.add("counted"), () -> done.add("anchored"))
                .run("{}", context);
        assertThat(done).containsExactly("swept", "counted", "anchored");
    }

    @Test
    void heads_are_told_also_where_the_sweep_fails_and_no_figures_are_kept_that_it_did_not_see() {
        var done = new ArrayList<String>();
        var sweep = new FleetSweep(
                () -> {
                    throw new IllegalStateException("no fleet");
                },
                () -> done.add("counted"),
                () -> done.add("anchored"));
        assertThatIllegalStateException()
                .isThrownBy(() -> sweep.run("{}", context))
                .withMessage("no fleet");
        assertThat(done).containsExactly("anchored");
    }
}
