package io.entraguard.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entraguard.reconcile.MemoryStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a sweep has come, in rows of the fleet's own: one with the token of the next page, and one for each page with
 * what was found on it. So a sweep that was stopped goes on where it was, and what it saw before still counts. Belongs to
 * one run.
 */
final class SweepCursor {
    private static final String ROW = "sweep-cursor";
    private static final String PAGE = "sweep-page-";

    /**
     * So long a sweep that was stopped may be gone on with. Nothing says how long Resource Graph takes a token; what was
     * read earlier is too old to be acted on after a few hours in any case.
     */
    private static final Duration KEEPS = Duration.ofHours(3);

    private final MemoryStore store;
    private final Instant began;
    private final boolean resumed;
    private final List<SweptPage> pages;
    private @Nullable String token;
    private boolean whole;

    private SweepCursor(
            MemoryStore store,
            Instant began,
            boolean resumed,
            List<SweptPage> pages,
            @Nullable String token,
            boolean whole) {
        this.store = store;
        this.began = began;
        this.resumed = resumed;
        this.pages = pages;
        this.token = token;
        this.whole = whole;
    }

    /** The row. */
    private static final class State {
        Instant began = Instant.EPOCH;
        Instant saved = Instant.EPOCH;
        int pages;

        @Nullable String token;
    }

    /** A page's row: of which sweep it is, since rows of an earlier one may be left. */
    private static final class PageState {
        Instant began = Instant.EPOCH;
        SweptPage page = new SweptPage();
    }

    /** A sweep from the start. */
    static SweepCursor anew(MemoryStore store, Instant now) {
        return new SweepCursor(store, now, false, new ArrayList<>(), null, false);
    }

    /** The sweep that was stopped, where it may be gone on with; else one from the start. */
    static SweepCursor resume(MemoryStore store, Instant now) {
        Optional<State> row = store.load(MemoryStore.FLEET, ROW).map(found -> parse(found, State.class));
        if (row.isEmpty() || row.get().saved.plus(KEEPS).isBefore(now)) {
            return anew(store, now);
        }
        State state = row.get();
        var pages = new ArrayList<SweptPage>();
        for (int i = 0; i < state.pages; i++) {
            Optional<PageState> page =
                    store.load(MemoryStore.FLEET, PAGE + i).map(found -> parse(found, PageState.class));
            if (page.isEmpty() || !page.get().began.equals(state.began)) {
                return anew(store, now);
            }
            pages.add(page.get().page);
        }
        return new SweepCursor(store, state.began, true, pages, state.token, state.token == null);
    }

    /** When the sweep began. */
    Instant began() {
        return began;
    }

    /** Whether an earlier run began it. */
    boolean resumed() {
        return resumed;
    }

    /** Where the next page is; empty for the first. */
    Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /** Whether every page was read. */
    boolean whole() {
        return whole;
    }

    /** What was found so far. */
    List<SweptPage> pages() {
        return pages;
    }

    /**
     * Keeps what a page held and where the next one is.
     *
     * @throws Failure.Terminal where the next page is the one that was just read
     */
    void read(SweptPage page, Optional<String> next, Instant now) {
        if (next.isPresent() && next.equals(token())) {
            throw new Failure.Terminal("EndlessList", "Resource Graph names the same page as the next one");
        }
        var row = new PageState();
        row.began = began;
        row.page = page;
        save(PAGE + pages.size(), row);
        pages.add(page);
        token = next.orElse(null);
        whole = next.isEmpty();
        var state = new State();
        state.began = began;
        state.saved = now;
        state.pages = pages.size();
        state.token = token;
        save(ROW, state);
    }

    /** Forgets the sweep: it is done, or has to be begun anew. The cursor goes first, or it would promise its pages. */
    void forget() {
        delete(ROW);
        for (int i = 0; i < pages.size(); i++) {
            delete(PAGE + i);
        }
    }

    private void delete(String name) {
        store.load(MemoryStore.FLEET, name).ifPresent(row -> store.delete(MemoryStore.FLEET, name, row.etag()));
    }

    private void save(String name, Object state) {
        try {
            Optional<String> etag = store.load(MemoryStore.FLEET, name).map(Row::etag);
            store.save(MemoryStore.FLEET, name, Json.Mappers.ROWS.writeValueAsString(state), etag);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the row has only fields that JSON can hold", e);
        }
    }

    private static <T> T parse(Row row, Class<T> type) {
        try {
            return Json.Mappers.ROWS.readValue(row.text(), type);
        } catch (JsonProcessingException e) {
            throw new Failure.Transient("a row of the sweep could not be read: " + e.getOriginalMessage());
        }
    }
}
