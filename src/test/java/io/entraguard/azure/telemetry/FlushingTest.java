package io.entraguard.azure.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.world.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlushingTest {
    private final VirtualClock clock = new VirtualClock();
    private final List<Boolean> withFigures = new ArrayList<>();
    private boolean inTime = true;
    private final Flushing flushing = new Flushing(clock, figures -> {
        withFigures.add(figures);
        return inTime;
    });

    private void invocation() {
        flushing.begun();
        flushing.ended();
    }

    private void passes(Duration time) {
        clock.advanceTo(clock.instant().plus(time));
    }

    @Test
    void the_last_of_several_invocations_sends_what_all_left() {
        flushing.begun();
        flushing.begun();
        flushing.ended();
        assertThat(withFigures).isEmpty();
        flushing.ended();
        assertThat(withFigures).hasSize(1);
    }

    @Test
    void spans_go_each_time_and_figures_now_and_then() {
        invocation();
        invocation();
        passes(Flushing.FIGURES);
        invocation();
        assertThat(withFigures).containsExactly(true, false, true);
    }

    @Test
    void a_service_that_does_not_answer_is_waited_for_once_a_minute() {
        inTime = false;
        invocation();
        invocation();
        assertThat(withFigures).hasSize(1);
        passes(Flushing.PENANCE);
        inTime = true;
        invocation();
        invocation();
        assertThat(withFigures).hasSize(3);
    }
}
