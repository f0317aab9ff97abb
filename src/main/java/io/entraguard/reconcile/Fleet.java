package io.entraguard.reconcile;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Azure Resource Graph, as far as listing managed clusters goes. Rows may be minutes old and carry no etag. */
public interface Fleet {
    /**
     * One page of rows, ordered by id.
     *
     * @param skipToken where to go on; empty for the first page
     * @throws Failure where the page could not be read
     */
    Page page(Optional<String> skipToken);

    /**
     * A page: rows as trees, spelled as Resource Graph spells them.
     *
     * @param next where to go on; empty on the last page
     */
    record Page(List<Map<String, Object>> rows, Optional<String> next) {
        public Page {
            rows = List.copyOf(rows);
        }
    }
}
