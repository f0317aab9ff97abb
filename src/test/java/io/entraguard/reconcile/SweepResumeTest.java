package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sweep that is stopped in the middle, and goes on. */
class SweepResumeTest {
    private final Failure down = new Failure.Transient("down");

    private final Rig rig = new Rig(
            ClusterDocument.compliant("a"),
            ClusterDocument.plain("b"),
            ClusterDocument.compliant("c"),
            ClusterDocument.compliant("d"),
            ClusterDocument.plain("e"));
    private final PagedFleet pages = new PagedFleet(rig.fleet, 2);

    SweepResumeTest() {
        rig.fleet = pages;
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private List<String> queued() {
        var queued = new ArrayList<String>();
        while (rig.nextMessage().filter(Duration.ZERO::equals).isPresent()) {
            queued.add(rig.take().cluster().name());
        }
        return queued;
    }

    private SweepReport report() {
        return SweepReport.of(rig.memory).orElseThrow();
    }

    private void everyClusterIsKnown() {
        rig.sweep.run();
        assertThat(queued()).containsExactly("b", "e");
        pages.asked.clear();
    }

    @Test
    void it_goes_on_after_the_last_page_that_was_read() {
        everyClusterIsKnown();
        pages.fails(1, down);
        assertThatThrownBy(rig.sweep::run).isSameAs(down);
        assertThat(queued())
                .as("before every page is known nothing is most urgent")
                .isEmpty();

        rig.passes(Duration.ofHours(1));
        rig.sweep.run();

        assertThat(pages.asked).containsExactly("", "2", "2", "4");
        assertThat(queued())
                .as("clusters of the page before the stop are not taken for gone")
                .containsExactly("b", "e");
        assertThat(report().clusters()).isEqualTo(5);
        assertThat(report().started()).contains(rig.now().minus(Duration.ofHours(1)));
        assertThat(report().finished()).contains(rig.now());
    }

    @Test
    void what_is_gone_since_is_found_by_the_sweep_that_went_on() {
        everyClusterIsKnown();
        pages.fails(1, down);
        assertThatThrownBy(rig.sweep::run).isSameAs(down);
        rig.world.applySilently(
                new Change.Delete(Rig.ref(ClusterDocument.compliant("d")), Caller.user(Passing.SOMEBODY)));
        rig.sweep.run();
        assertThat(queued()).containsExactlyInAnyOrder("b", "e", "d");
    }

    @Test
    void a_token_that_is_refused_begins_anew_at_once() {
        everyClusterIsKnown();
        pages.fails(1, down);
        assertThatThrownBy(rig.sweep::run).isSameAs(down);
        pages.fails(0, new Failure.Conflict("the token is too old"));
        rig.sweep.run();
        assertThat(pages.asked).containsExactly("", "2", "2", "", "2", "4");
        assertThat(report().clusters()).isEqualTo(5);
        assertThat(queued()).containsExactly("b", "e");
    }

    @Test
    void after_three_hours_it_begins_anew() {
        everyClusterIsKnown();
        pages.fails(1, down);
        assertThatThrownBy(rig.sweep::run).isSameAs(down);
        rig.passes(Duration.ofHours(3).plusSeconds(1));
        rig.sweep.run();
        assertThat(pages.asked).containsExactly("", "2", "", "2", "4");
        assertThat(report().clusters()).isEqualTo(5);
    }

    @Test
    void where_the_quota_is_used_up_it_stops_and_goes_on_later() {
        pages.pauses(Duration.ofSeconds(5));
        rig.sweep.run();
        assertThat(pages.asked).containsExactly("");
        assertThat(report().finished()).isEmpty();
        rig.sweep.run();
        rig.sweep.run();
        assertThat(pages.asked).containsExactly("", "2", "4");
        assertThat(report().finished()).isPresent();
        assertThat(queued()).containsExactly("b", "e");
    }

    @Test
    void long_before_a_function_is_stopped_it_stops_itself_after_a_page() {
        pages.before(() -> rig.passes(Duration.ofMinutes(1)));
        rig.sweep.run();
        assertThat(pages.asked).containsExactly("", "2");
        rig.sweep.run();
        assertThat(pages.asked).containsExactly("", "2", "4");
        assertThat(queued()).containsExactly("b", "e");
    }

    @Test
    void a_service_that_names_the_same_page_again_is_not_followed() {
        rig.fleet = token -> new Fleet.Page(List.of(), Optional.of("1"));
        assertThatThrownBy(rig.sweep::run).isInstanceOf(Failure.Terminal.class).hasMessageContaining("same page");
    }

    @Test
    void wherever_the_table_fails_nothing_known_good_is_queued_and_nothing_is_missed() {
        everyClusterIsKnown();
        boolean failed = true;
        for (int call = 0; failed; call++) {
            assertThat(call).as("a sweep has an end").isLessThan(500);
            for (int i = 0; i < call; i++) {
                rig.table.well();
            }
            rig.table.once();
            failed = fails();
            if (failed) {
                rig.sweep.run();
            } else {
                assertThatThrownBy(() -> rig.memory.load("x", "y")).isInstanceOf(Failure.Transient.class);
            }
            assertThat(queued())
                    .as("table call %d failed", call)
                    .containsOnly("b", "e")
                    .contains("b", "e");
            assertThat(report().clusters()).isEqualTo(5);
        }
    }

    private boolean fails() {
        try {
            rig.sweep.run();
            return false;
        } catch (Failure e) {
            return true;
        }
    }
}
