package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.model.ClusterRef;
import io.entraguard.model.SnapshotReader;
import io.entraguard.reconcile.Fleet.Page;
import io.entraguard.testing.ClusterDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a fleet promises: every cluster once, page after page, as far as it can be judged by its row. */
public abstract class FleetContract {
    protected abstract Fleet fleet();

    /** Lets clusters have been there before. */
    protected abstract void exist(List<Map<String, Object>> documents);

    /** Lets the next query fail with that status. */
    protected abstract void fails(int status);

    private static Map<String, Object> document(int number) {
        return ClusterDocument.compliant("c%04d".formatted(number)).tree();
    }

    private List<Map<String, Object>> all() {
        List<Map<String, Object>> rows = new ArrayList<>();
        Page page = fleet().page(Optional.empty());
        rows.addAll(page.rows());
        while (page.next().isPresent()) {
            page = fleet().page(page.next());
            rows.addAll(page.rows());
        }
        return rows;
    }

    @Test
    void an_empty_fleet_is_one_empty_page() {
        assertThat(fleet().page(Optional.empty())).isEqualTo(new Page(List.of(), Optional.empty()));
    }

    @Test
    void every_cluster_comes_once_in_order() {
        exist(IntStream.range(0, 1_001).mapToObj(FleetContract::document).toList());

        assertThat(fleet().page(Optional.empty()).next()).isPresent();
        assertThat(all())
                .hasSize(1_001)
                .extracting(SnapshotReader::ref)
                .extracting(ClusterRef::key)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void a_row_says_what_the_document_says_of_identity() {
        exist(List.of(document(1)));

        assertThat(all())
                .singleElement()
                .extracting(row -> SnapshotReader.read(row).identity())
                .isEqualTo(SnapshotReader.read(document(1)).identity());
    }

    @Test
    void a_token_that_is_not_the_services_own_sends_back_to_the_first_page() {
        assertThatThrownBy(() -> fleet().page(Optional.of("}"))).isInstanceOf(Failure.Conflict.class);
    }

    @Test
    void a_page_that_cannot_be_read_is_no_empty_page() {
        fails(503);
        assertThatThrownBy(() -> fleet().page(Optional.empty())).isInstanceOf(Failure.Transient.class);
        fails(403);
        assertThatThrownBy(() -> fleet().page(Optional.empty())).isInstanceOf(Failure.Terminal.class);
    }
}
