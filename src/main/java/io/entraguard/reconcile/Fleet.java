package io.entraguard.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Azure Resource Graph, as far as listing managed clusters goes. Rows may be minutes old and carry no etag. */
public interface Fleet {
    /**
     * One page of rows, ordered by id.
     *
     * @param skipToken where to go on; empty for the first page
     * @throws Failure.Conflict where the token is not taken any more, so that only the first page helps
     * @throws Failure where the page could not be read
     */
    Page page(Optional<String> skipToken);

    /**
     * A page: rows as trees, spelled as Resource Graph spells them.
     *
     * @param next where to go on; empty on the last page
     * @param pause how long to leave the service alone before the next page, where the caller's quota is used up
     */
    record Page(List<Map<String, Object>> rows, Optional<String> next, Optional<Duration> pause) {
        public Page {
            rows = List.copyOf(rows);
        }

        /** One after which the next may be asked for at once. */
        public Page(List<Map<String, Object>> rows, Optional<String> next) {
            this(rows, next, Optional.empty());
        }
    }
}
