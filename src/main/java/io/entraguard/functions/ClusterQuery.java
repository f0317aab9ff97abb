package io.entraguard.functions;

import io.entraguard.functions.ClusterOrder.Place;
import io.entraguard.model.ControlId;
import io.entraguard.policy.Mode;
import io.entraguard.reconcile.AuditCoverage;
import io.entraguard.reconcile.ClusterEntry;
import io.entraguard.reconcile.Status;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a request asks of the list of clusters: a filter, an order and a page. Immutable. */
final class ClusterQuery {
    private static final List<String> KNOWN = List.of(
            "status",
            "subscription",
            "environment",
            "owner",
            "costCenter",
            "control",
            "mode",
            "step",
            "exempt",
            "auditCoverage",
            "search",
            "sort",
            "limit",
            "after");

    /** The words of all steps; {@code Step} is sealed and has them in its variants. */
    private static final List<String> STEPS =
            List.of("none", "record", "ticket", "await-approval", "remediate", "wait", "exempt");

    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 1_000;

    private final Predicate<ClusterEntry> filter;
    private final ClusterOrder order;
    private final int limit;
    private final Optional<Place> after;

    private ClusterQuery(Predicate<ClusterEntry> filter, ClusterOrder order, int limit, Optional<Place> after) {
        this.filter = filter;
        this.order = order;
        this.limit = limit;
        this.after = after;
    }

    /**
     * Reads it.
     *
     * @throws HttpAnswer.Problem where a parameter or its value is not known
     */
    static ClusterQuery of(Map<String, String> parameters) {
        var query = new QueryParameters(parameters, KNOWN);
        ClusterOrder order =
                ClusterOrder.of(query.word("sort", ClusterOrder.words()).orElse("id"));
        Optional<Place> after = query.text("after")
                .map(token -> order.read(token)
                        .orElseThrow(() -> QueryParameters.wrong(
                                "after", "may be what next was in an answer with the same sort")));
        return new ClusterQuery(filter(query), order, query.number("limit", 1, MOST, USUAL_LIMIT), after);
    }

    private static Predicate<ClusterEntry> filter(QueryParameters query) {
        List<String> statuses = Arrays.stream(Status.values()).map(Status::word).toList();
        List<String> controls =
                Arrays.stream(ControlId.values()).map(ControlId::code).toList();
        List<String> coverages =
                Arrays.stream(AuditCoverage.values()).map(AuditCoverage::word).toList();
        List<String> modes = Arrays.stream(Mode.values()).map(Mode::word).toList();
        return Stream.of(
                        query.word("status", statuses).map(word -> (Predicate<ClusterEntry>)
                                entry -> entry.status().word().equals(word)),
                        query.word("control", controls).map(code -> (Predicate<ClusterEntry>)
                                entry -> entry.findings().contains(code)),
                        query.word("auditCoverage", coverages).map(word -> (Predicate<ClusterEntry>)
                                entry -> entry.auditCoverage().word().equals(word)),
                        query.word("mode", modes).map(word ->
                                (Predicate<ClusterEntry>) entry -> entry.mode().equals(Optional.of(word))),
                        query.word("step", STEPS).map(word ->
                                (Predicate<ClusterEntry>) entry -> entry.step().equals(Optional.of(word))),
                        query.word("exempt", List.of("true", "false")).map(word ->
                                (Predicate<ClusterEntry>) entry -> entry.exempt() == Boolean.parseBoolean(word)),
                        query.text("subscription").map(id -> named(id, entry -> Optional.of(entry.subscription()))),
                        query.text("environment").map(name -> named(name, ClusterEntry::environment)),
                        query.text("owner").map(name -> named(name, ClusterEntry::owner)),
                        query.text("costCenter").map(name -> named(name, ClusterEntry::costCenter)),
                        query.text("search").map(ClusterQuery::search))
                .flatMap(Optional::stream)
                .reduce(entry -> true, Predicate::and);
    }

    /** Whatever the case, as the figures group clusters; the empty name is of those that have none. */
    private static Predicate<ClusterEntry> named(String given, Function<ClusterEntry, Optional<String>> name) {
        String wanted = given.toLowerCase(Locale.ROOT);
        return entry -> name.apply(entry).orElse("").toLowerCase(Locale.ROOT).equals(wanted);
    }

    /** In what people would look for a cluster by, whatever the case. */
    private static Predicate<ClusterEntry> search(String given) {
        String wanted = given.strip().toLowerCase(Locale.ROOT);
        return entry -> Stream.of(
                        Stream.of(entry.id()),
                        entry.owner().stream(),
                        entry.environment().stream(),
                        entry.costCenter().stream(),
                        entry.ticket().stream())
                .flatMap(text -> text)
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted));
    }

    /** An entry with its place in the order. */
    private record Placed(ClusterEntry entry, Place place) {}

    /** The page of these clusters that is asked for, as the answer's tree. */
    @SuppressWarnings("NullAway") // a JSON tree holds null where there is no further page
    Map<String, Object> page(List<ClusterEntry> clusters) {
        List<Placed> found = clusters.stream()
                .filter(filter)
                .map(entry -> new Placed(entry, order.place(entry)))
                .sorted((one, other) -> order.comparator().compare(one.place(), other.place()))
                .toList();
        List<Placed> left = after.isEmpty()
                ? found
                : found.stream()
                        .filter(placed -> order.comparator().compare(placed.place(), after.get()) > 0)
                        .toList();
        List<Placed> page = left.subList(0, Math.min(limit, left.size()));
        var tree = new LinkedHashMap<String, @Nullable Object>();
        tree.put("clusters", page.stream().map(placed -> placed.entry().tree()).toList());
        tree.put("total", found.size());
        tree.put(
                "next",
                page.size() < left.size()
                        ? order.token(page.get(page.size() - 1).place())
                        : null);
        return tree;
    }
}
