package io.entraguard.policy;

import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.Verdict.Judged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lines 3 and 4 of the decision: what an approver's tag allows for a time, and waiting for who wrote a tag. Pure. */
final class AllowedByTag {
    /** How soon the Activity Log is asked again for who wrote a tag; it lags by minutes. */
    static final Duration LOOK_AT_LOG = Duration.ofMinutes(2);

    private static final Duration WARN_OF_EXEMPTION = Duration.ofDays(7);
    private static final Duration WARN_OF_BREAK_GLASS = Duration.ofHours(1);

    private AllowedByTag() {}

    /** Lines 3 and 4: an approver lets the cluster be as it is for a time. */
    static Optional<Decision> decide(Judged verdict, GuardTags tags, Instant now) {
        if (tags.breakGlass().isPresent()) {
            Instant until = tags.breakGlass().get();
            return Optional.of(tags.decision(
                    new Step.Await(Optional.empty(), until, warned(until, WARN_OF_BREAK_GLASS, now), false),
                    List.of(new Because(Reason.BREAK_GLASS, "until " + until))));
        }
        if (tags.pending(GuardTag.BREAK_GLASS)) {
            return Optional.of(waitForLog(now, tags));
        }
        if (verdict.compliant()) {
            return Optional.empty();
        }
        if (tags.exempt().isPresent()) {
            Instant until = tags.exempt().get();
            return Optional.of(tags.decision(
                    new Step.Exempt(until, warned(until, WARN_OF_EXEMPTION, now)),
                    List.of(new Because(Reason.EXEMPTED, "until " + until))));
        }
        return tags.pending(GuardTag.EXEMPT) ? Optional.of(waitForLog(now, tags)) : Optional.empty();
    }

    /** When to look so that people are warned in time. */
    private static Instant warned(Instant until, Duration before, Instant now) {
        Instant warn = until.minus(before);
        return warn.isAfter(now) ? warn : until;
    }

    static boolean unproven(Optional<Because> ruling) {
        return ruling.map(because -> because.reason() == Reason.WRITER_UNPROVEN).orElse(false);
    }

    /** The step while a tag is waited for that the Activity Log does not account for yet; the tags say which. */
    static Decision waitForLog(Situation situation, GuardTags tags) {
        return unproven(situation.history().retagged()) && !tags.pending(GuardTag.MODE)
                ? tags.decision(
                        new Step.Await(Optional.empty(), situation.now().plus(LOOK_AT_LOG), false),
                        List.of(situation.history().retagged().orElseThrow()))
                : waitForLog(situation.now(), tags);
    }

    private static Decision waitForLog(Instant now, GuardTags tags) {
        return tags.decision(new Step.Await(Optional.empty(), now.plus(LOOK_AT_LOG), false), List.of());
    }
}
