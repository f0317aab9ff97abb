package io.entraguard.reconcile;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A fleet in pages of a few rows, which notes what it is asked for and fails or pauses where a test says so. */
final class PagedFleet implements Fleet {
    private final Fleet real;
    private final int size;
    private final Deque<Optional<Failure>> failures = new ArrayDeque<>();
    private Predicate<Map<String, Object>> visible = row -> true;
    private @Nullable Duration pause;
    private Runnable before = () -> {};

    /** The tokens that were asked for, empty for the first page. */
    final List<String> asked = new ArrayList<>();

    PagedFleet(Fleet real, int size) {
        this.real = real;
        this.size = size;
    }

    /** The next page but so many fails. */
    void fails(int after, Failure failure) {
        for (int i = 0; i < after; i++) {
            failures.add(Optional.empty());
        }
        failures.add(Optional.of(failure));
    }

    /** Only these rows are shown. */
    void shows(Predicate<Map<String, Object>> rows) {
        visible = rows;
    }

    /** After each page the quota is used up; or not any more. */
    void pauses(@Nullable Duration time) {
        pause = time;
    }

    /** Happens before each page. */
    void before(Runnable happening) {
        before = happening;
    }

    @Override
    public Page page(Optional<String> skipToken) {
        asked.add(skipToken.orElse(""));
        before.run();
        Optional<Failure> failure = failures.isEmpty() ? Optional.empty() : failures.remove();
        failure.ifPresent(thrown -> {
            throw thrown;
        });
        List<Map<String, Object>> rows =
                real.page(Optional.empty()).rows().stream().filter(visible).toList();
        int from = skipToken.map(Integer::parseInt).orElse(0);
        int to = Math.min(rows.size(), from + size);
        Optional<String> next = to < rows.size() ? Optional.of(Integer.toString(to)) : Optional.empty();
        return new Page(rows.subList(Math.min(from, to), to), next, Optional.ofNullable(pause));
    }
}
