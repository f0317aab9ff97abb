package io.entraguard.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.OutputBinding;
import io.entraguard.azure.SampleAudit;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItemJson;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class KubeAuditTest {
    private static final String[] ADMIN = {"system:masters", "system:authenticated"};

    private final KubeAudit function =
            new KubeAudit(Clock.fixed(Instant.parse("2026-01-05T09:00:00Z"), ZoneOffset.UTC));
    private final ExecutionContext context = mock(ExecutionContext.class);
    private final List<String> logged = new ArrayList<>();

    @SuppressWarnings("unchecked") // mock takes no type arguments
    private final OutputBinding<List<String>> queue = mock(OutputBinding.class);

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

    @Test
    void each_use_is_a_message_and_the_rest_of_the_batch_is_not() {
        function.run(
                List.of(
                        "garbage",
                        SampleAudit.batch(
                                SampleAudit.by("alice"),
                                SampleAudit.by("masterclient", ADMIN),
                                SampleAudit.by("masterclient", ADMIN).event("userAgent", "helm/3.17"))),
                queue,
                context);

        ArgumentCaptor<List<String>> messages = ArgumentCaptor.captor();
        verify(queue).setValue(messages.capture());
        assertThat(messages.getValue())
                .hasSize(2)
                .allSatisfy(message -> assertThat(WorkItemJson.read(message)).isInstanceOf(ReconcileRequest.class));
    }

    @Test
    void a_batch_without_a_use_queues_nothing_and_logs_nothing() {
        function.run(List.of(SampleAudit.batch(SampleAudit.by("alice"))), queue, context);
        verify(queue, never()).setValue(any());
        assertThat(logged).isEmpty();
    }

    @Test
    void what_could_not_be_read_is_one_line_with_the_counts_so_far() {
        function.run(List.of("garbage", "more", SampleAudit.batch(SampleAudit.by("alice"))), queue, context);
        function.run(List.of("garbage", "{masterclient"), queue, context);
        assertThat(logged)
                .containsExactly("audit records skipped not-json=2", "audit records skipped cut=1 not-json=3");
    }

    @Test
    void a_queue_that_cannot_be_written_fails_the_call_so_that_the_batch_comes_again() {
        doThrow(new IllegalStateException("queue down")).when(queue).setValue(any());
        Assertions.assertThatIllegalStateException()
                .isThrownBy(() -> function.run(
                        List.of(SampleAudit.batch(SampleAudit.by("masterclient", ADMIN))), queue, context));
    }
}
