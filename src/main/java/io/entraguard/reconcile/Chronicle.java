package io.entraguard.reconcile;

import com.fasterxml.jackson.annotation.JsonSetter;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.Outcome;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.model.AuditEvent.Request;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.Sighting;
import io.entraguard.model.Tags;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Reason;
import io.entraguard.policy.Step;
import io.entraguard.reconcile.Moment.Kind;
import io.entraguard.reconcile.ticket.Visible;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a cluster for people and figures alone: no decision looks at it. Part of {@link ClusterMemory},
 * whose JSON holds its fields; belongs to the one pass that holds the row. A row from before there was a chronicle has an
 * empty one.
 */
final class Chronicle {
    /** How many lines and answers a row keeps. */
    static final int KEPT = 40;

    /** How many days' endings a row keeps, today's included: those of a figure, and the day before, which is still written. */
    static final int DAYS_KEPT = 31;

    /** Azure's own bound on a tag's value. */
    private static final int LONGEST_TAG = 256;

    /** The names of the tag that says what a cluster is for, the first that is there. */
    private static final List<String> ENVIRONMENT = List.of("env", "environment");

    @Nullable String environment;

    @Nullable String owner;

    @Nullable String costCenter;

    @Nullable Last decided;

    /** When what the newest event told of happened. */
    @Nullable Instant lastEvent;

    List<Moment> history = new ArrayList<>();

    /** How many remediations ended on each day (UTC), by their outcome. */
    SortedMap<LocalDate, Map<Outcome, Integer>> ended = new TreeMap<>();

    List<Answered> answered = new ArrayList<>();

    /**
     * The last decision.
     *
     * @param would what would have been done, where the step is {@code record}
     * @param asks the plan that an approver's yes would let through; empty where none would, and in rows from before it was noted
     */
    record Last(
            String rule,
            String mode,
            String step,
            Optional<String> would,
            List<String> reasons,
            Optional<String> asks) {
        static Last of(String rule, Decision decision) {
            Optional<String> would = decision.step() instanceof Step.Recorded recorded
                    ? Optional.of(recorded.would().word())
                    : Optional.empty();
            return new Last(
                    Visible.name(rule),
                    decision.mode().word(),
                    decision.step().word(),
                    would,
                    decision.reasons(),
                    decision.step().asksFor().map(Plan::id));
        }
    }

    /** A remediation that came to its end, as rows listed the last 40 of before they counted them. */
    private record Remedied(Instant at, Outcome outcome) {}

    /** An approver's yes. */
    record Answered(Instant asked, Instant at) {
        Duration took() {
            return Duration.between(asked, at);
        }
    }

    /** Notes whose the cluster is, as its tags say; those that it inherits where its rule looks at them. */
    void tagged(Tags own, Tags inherited, Policy.Match match) {
        Tags tags = match.settings().inheritTags() ? own.over(inherited) : own;
        environment = ENVIRONMENT.stream()
                .flatMap(name -> value(tags, name).stream())
                .findFirst()
                .orElse(null);
        owner = value(tags, match.settings().ownerTag()).orElse(null);
        costCenter = value(tags, match.settings().costCenterTag()).orElse(null);
    }

    private static Optional<String> value(Tags tags, String name) {
        return tags.value(name)
                .map(value -> Visible.cut(Visible.text(value).strip(), LONGEST_TAG))
                .filter(value -> !value.isEmpty());
    }

    /** Notes what was decided; the line about it is the record's. */
    void decided(String rule, Decision decision) {
        decided = Last.of(rule, decision);
    }

    /** Notes of a cluster that no look has judged what its row shows: that it passes every control. */
    void knownGood(Tags own, Tags inherited, Policy.Match match) {
        tagged(own, inherited, match);
        Decision nothing = new Decision(
                new Step.None(),
                List.of(new Because(Reason.COMPLIANT, "")),
                match.settings().mode());
        decided(match.rule(), nothing);
    }

    /** Whether the last decision waits for an approver's yes to that plan. */
    boolean asksFor(String plan) {
        return decided != null
                && decided.asks().map(plan::equals).orElse(decided.step().equals("await-approval"));
    }

    /** The rule that was decided by last. */
    Optional<String> rule() {
        return Optional.ofNullable(decided).map(Last::rule);
    }

    /** Notes what an event told, when it is heard of for the first time. */
    void heard(Sighting seen, Instant now) {
        if (lastEvent == null || seen.at().isAfter(lastEvent)) {
            lastEvent = seen.at();
        }
        add(new Moment(now, Kind.EVENT, EventText.of(seen)));
    }

    /** Notes a verdict that is another than the one before. */
    void judged(Status before, Collection<String> failedBefore, Status after, Collection<String> failing, Instant now) {
        var was = new TreeSet<>(failedBefore);
        var is = new TreeSet<>(failing);
        if (before == after && was.equals(is)) {
            return;
        }
        String what = is.isEmpty() ? "" : ": " + String.join(", ", is) + (is.size() == 1 ? " fails" : " fail");
        add(new Moment(now, Kind.VERDICT, after.word() + what));
    }

    /** Notes what is recorded of the cluster, as far as it is news to people. */
    void recorded(Body body, @Nullable Asked asked, Instant now) {
        body.match(new TimelineText(now)).ifPresent(this::add);
        if (body instanceof RemediationEnded remediation) {
            remedied(now, remediation.outcome());
        } else if (asked != null && body instanceof RequestRuled ruled) {
            answer(asked, ruled);
        }
    }

    /** Counts a remediation that ended then. */
    void remedied(Instant at, Outcome outcome) {
        LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        ended.computeIfAbsent(day, first -> new EnumMap<>(Outcome.class)).merge(outcome, 1, Integer::sum);
        ended.headMap(ended.lastKey().minusDays(DAYS_KEPT - 1)).clear();
    }

    @JsonSetter("remedied")
    @SuppressWarnings("UnusedMethod") // for Jackson
    private void listed(List<Remedied> before) {
        before.forEach(one -> remedied(one.at(), one.outcome()));
    }

    private void answer(Asked asked, RequestRuled ruled) {
        if (ruled.request() == Request.APPROVAL && ruled.granted()) {
            answered.add(new Answered(asked.at(), ruled.by().map(Sighting::at).orElseGet(asked::at)));
            trim(answered);
        }
    }

    private void add(Moment moment) {
        history.add(moment);
        trim(history);
    }

    private static void trim(List<?> list) {
        while (list.size() > KEPT) {
            list.remove(0);
        }
    }
}
