package io.entraguard.policy;

import io.entraguard.model.Actor;
import io.entraguard.model.Sighting;
import io.entraguard.policy.Decision.Because;
import java.util.Optional;

/**
 * Whether what a tag asks for counts: an approver wrote it, and nobody else can have.
 *
 * @param refusal why not; empty where it counts
 * @param by whom it is about, where somebody is known
 */
public record Ruling(Optional<Because> refusal, Optional<Sighting> by) {

    /** What counts, because this approver asks for it. */
    public static Ruling granted(Sighting by) {
        return new Ruling(Optional.empty(), Optional.of(by));
    }

    /** What does not count. */
    public static Ruling refused(Reason reason, String detail, Optional<Sighting> by) {
        return new Ruling(Optional.of(new Because(reason, detail)), by);
    }

    /** Rules on a tag by its writer. */
    public static Ruling on(String tag, Author author, Settings settings) {
        return switch (author.known()) {
            case OFFLINE -> refused(Reason.WRITER_UNKNOWN, "tag " + tag, Optional.empty());
            case NOBODY ->
                refused(
                        Reason.WRITER_UNKNOWN,
                        "tag " + tag + "; the Activity Log shows nobody who wrote it",
                        Optional.empty());
            case UNPROVEN -> refused(Reason.WRITER_UNPROVEN, "tag " + tag, author.by());
            case SEVERAL ->
                refused(
                        Reason.WRITERS_SEVERAL,
                        "tag " + tag + "; an approver removes it and writes it again",
                        Optional.empty());
            case ONE -> on(tag, author.by().orElseThrow(), settings);
        };
    }

    private static Ruling on(String tag, Sighting seen, Settings settings) {
        Actor by = seen.by();
        if (settings.approvers().stream().noneMatch(by.oid()::equalsIgnoreCase)) {
            String who = (by.app() ? "application " : "") + by.oid();
            return refused(Reason.NOT_AN_APPROVER, "tag " + tag + " was written by " + who, Optional.of(seen));
        }
        if (settings.requireMfa() && !by.mfa()) {
            return refused(Reason.MFA_MISSING, "tag " + tag + " was written by " + by.oid(), Optional.of(seen));
        }
        return granted(seen);
    }

    /** Whether it counts. */
    public boolean counts() {
        return refusal.isEmpty();
    }

    /** Whether it may count yet, once the Activity Log shows who wrote it. */
    public boolean pending() {
        return is(Reason.WRITER_UNPROVEN);
    }

    /** Whether somebody tried what they may not. */
    public boolean trespass() {
        return is(Reason.NOT_AN_APPROVER) || is(Reason.APPROVAL_SELF);
    }

    private boolean is(Reason reason) {
        return refusal.map(because -> because.reason() == reason).orElse(false);
    }
}
