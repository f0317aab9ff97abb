package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.ClusterRef;
import io.entraguard.testing.ClusterDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a look-up of diagnostic settings promises: each cluster that Azure Policy judged, as it did, or no answer. */
public abstract class AuditDiagnosticsContract {
    private static final ClusterDocument ONE = ClusterDocument.compliant("c-1");
    private static final ClusterDocument TWO = ClusterDocument.compliant("c-2");

    protected abstract AuditDiagnostics diagnostics();

    /** Lets clusters have been there before, all of them found to send their audit logs. */
    protected abstract void exist(List<Map<String, Object>> documents);

    /** Lets Azure Policy say that of a cluster, or nothing. */
    protected abstract void says(ClusterRef cluster, Optional<String> state);

    /** Lets the next query fail with that status. */
    protected abstract void fails(int status);

    private void existBoth() {
        exist(List.of(ONE.tree(), TWO.tree()));
    }

    @Test
    void where_there_is_no_state_nothing_is_known() {
        assertThat(diagnostics().find().covered()).isEmpty();
        assertThat(diagnostics().find().missing()).isEmpty();
    }

    @Test
    void a_cluster_that_was_found_to_have_the_setting_is_covered() {
        existBoth();

        assertThat(diagnostics().find().covered()).containsExactlyInAnyOrder(Rig.ref(ONE), Rig.ref(TWO));
        assertThat(diagnostics().find().missing()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NonCompliant", "Exempt"})
    void one_that_has_it_not_or_need_not_have_it_is_missing(String state) {
        existBoth();
        says(Rig.ref(TWO), Optional.of(state));

        assertThat(diagnostics().find().covered()).containsExactly(Rig.ref(ONE));
        assertThat(diagnostics().find().missing()).containsExactly(Rig.ref(TWO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unknown", "Conflict", "Error", ""})
    void of_one_without_a_clear_state_nothing_is_known(String state) {
        existBoth();
        says(Rig.ref(TWO), Optional.of(state).filter(word -> !word.isEmpty()));

        assertThat(diagnostics().find().covered()).containsExactly(Rig.ref(ONE));
        assertThat(diagnostics().find().missing()).isEmpty();
    }

    @Test
    void no_cluster_is_left_out_however_many_there_are() {
        exist(IntStream.range(0, 2_500)
                .mapToObj(i -> ClusterDocument.compliant("c-" + i).tree())
                .toList());

        assertThat(diagnostics().find().covered()).hasSize(2_500);
    }

    @Test
    void what_cannot_be_read_is_not_none() {
        fails(503);
        assertThatThrownBy(() -> diagnostics().find()).isInstanceOf(Failure.Transient.class);
        fails(403);
        assertThatThrownBy(() -> diagnostics().find()).isInstanceOf(Failure.Terminal.class);
    }
}
