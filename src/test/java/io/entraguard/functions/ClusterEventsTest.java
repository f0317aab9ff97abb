package io.entraguard.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.OutputBinding;
import com.microsoft.azure.functions.TraceContext;
import io.entraguard.azure.SampleEvent;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.TraceParent;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItem.Rejected;
import io.entraguard.reconcile.WorkItem.ScopeChanged;
import io.entraguard.reconcile.WorkItemJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class ClusterEventsTest {
    private final ClusterEvents function = new ClusterEvents();
    private final ExecutionContext context = mock(ExecutionContext.class);
    private final List<String> logged = new ArrayList<>();

    @SuppressWarnings("unchecked") // mock takes no type arguments
    private final OutputBinding<String> queue = mock(OutputBinding.class);

    @BeforeEach
    void log_goes_to_the_host() {
        Logger logger = Logger.getAnonymousLogger();
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        logger.addHandler(new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        when(context.getLogger()).thenReturn(logger);
    }

    private String queued() {
        ArgumentCaptor<String> message = ArgumentCaptor.captor();
        verify(queue).setValue(message.capture());
        verifyNoMoreInteractions(queue);
        return message.getValue();
    }

    @Test
    void an_event_that_counts_is_queued_and_nothing_is_logged() {
        function.run(SampleEvent.text("cluster-write.json"), queue, context);

        assertThat(WorkItemJson.read(queued()))
                .isInstanceOfSatisfying(
                        ReconcileRequest.class,
                        request -> assertThat(request.cluster()).isEqualTo(ClusterRef.of(SampleEvent.CLUSTER)));
        assertThat(logged).isEmpty();
    }

    private static final String EVENTS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String HOSTS = "00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-00";

    private void hostTells(String traceparent) {
        TraceContext trace = mock(TraceContext.class);
        when(trace.getTraceparent()).thenReturn(traceparent);
        when(context.getTraceContext()).thenReturn(trace);
    }

    @Test
    void the_message_goes_on_with_the_trace_of_a_cloud_event() {
        hostTells(HOSTS);
        function.run(
                SampleEvent.text("cluster-write-cloudevent.json")
                        .replaceFirst("\\{", "{\"traceparent\":\"" + EVENTS + "\","),
                queue,
                context);
        assertThat(WorkItemJson.message(queued()).cause()).contains(new TraceParent(EVENTS));
    }

    @Test
    void the_message_goes_on_with_the_invocations_trace_where_the_event_has_none_or_a_forged_one() {
        hostTells(HOSTS);
        function.run(
                SampleEvent.text("cluster-write-cloudevent.json")
                        .replaceFirst("\\{", "{\"traceparent\":\"" + EVENTS + "-planted\","),
                queue,
                context);
        assertThat(WorkItemJson.message(queued()).cause()).contains(new TraceParent(HOSTS));
    }

    @Test
    void a_host_that_tells_no_trace_is_no_trouble() {
        hostTells("planted");
        function.run(SampleEvent.text("cluster-write.json"), queue, context);
        assertThat(queued()).doesNotContain("planted").doesNotContain("traceparent");
    }

    @Test
    void tags_of_a_resource_group_are_queued_as_news_of_it() {
        String group = SampleEvent.CLUSTER.substring(0, SampleEvent.CLUSTER.indexOf("/providers/"));
        String event = SampleEvent.text("cluster-write.json")
                .replace(SampleEvent.CLUSTER, group)
                .replace("Microsoft.ContainerService/managedClusters/write", "Microsoft.Resources/tags/write");

        function.run(event, queue, context);

        assertThat(WorkItemJson.read(queued()))
                .isInstanceOfSatisfying(
                        ScopeChanged.class,
                        changed -> assertThat(changed.scope().id()).isEqualTo(group));
        assertThat(logged).isEmpty();
    }

    @Test
    void an_event_that_cannot_be_read_is_queued_to_be_audited_without_its_text() {
        function.run("{\"secret\":", queue, context);

        String message = queued();
        assertThat(WorkItemJson.read(message)).isEqualTo(new Rejected("not-json", Map.of()));
        assertThat(message).doesNotContain("secret");
    }

    @Test
    void an_event_that_does_not_count_is_one_line_with_the_count_of_its_kind() {
        String blob = SampleEvent.text("cluster-write.json").replace("ResourceWriteSuccess", "ResourceWriteCancel");
        String pool =
                SampleEvent.text("cluster-write.json").replace("managedClusters/write", "managedClusters/x/write");
        function.run(blob, queue, context);
        function.run(pool, queue, context);
        function.run(blob, queue, context);

        verify(queue, never()).setValue(any());
        assertThat(logged)
                .containsExactly(
                        "event dropped reason=event-type count=1",
                        "event dropped reason=operation count=1",
                        "event dropped reason=event-type count=2");
    }

    @Test
    void a_message_is_far_below_what_a_queue_takes() {
        String wide = "\u00e4".repeat(100_000);
        String event = SampleEvent.text("cluster-write.json").replace("mara.keller@example.com", wide);
        function.run(event, queue, context);

        assertThat(queued()).hasSizeLessThan(4096);
    }
}
