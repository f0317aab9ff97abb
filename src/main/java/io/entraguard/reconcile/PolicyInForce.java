package io.entraguard.reconcile;

import io.entraguard.model.Sha256;
import io.entraguard.policy.Policy;
import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.PolicyRow.Kept;
import io.entraguard.reconcile.PolicySource.Loaded;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The policy that everything goes by: the last good version of the policy file. Whoever asks for it makes the file be
 * looked at again, at most once an interval; a new version counts from the next time it is asked for, once the change is
 * recorded. A version that is no policy, and a file that cannot be read, leave the last good one in force.
 *
 * <p>Safe for use by many threads: while one of them looks at the file the others go by what was in force before.
 */
public final class PolicyInForce implements Supplier<Policy> {
    /** How often the file is looked at in production; how soon a new version counts there. */
    public static final Duration INTERVAL = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(PolicyInForce.class.getName());

    private final PolicySource source;
    private final String place;
    private final PolicyRow row;
    private final Clock clock;
    private final Duration interval;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Seen seen = new Seen(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Goes by the file of that source.
     *
     * @param place what people call the file: its path or address
     * @param store where the last good version is kept for new instances
     * @param audit where changes and broken versions are recorded
     * @param interval at most so often the source is asked
     */
    public PolicyInForce(
            PolicySource source, String place, MemoryStore store, Audit audit, Clock clock, Duration interval) {
        this.source = source;
        this.place = place;
        this.row = new PolicyRow(store, audit);
        this.clock = clock;
        this.interval = interval;
    }

    /**
     * What is known of the policy.
     *
     * @param hash of the policy in force; empty where there is none
     * @param since when that policy was first in force, for any instance
     * @param source the file's path or address
     * @param problem why the file's present version is not in force; empty where it is, or was not looked at yet
     * @param read when the file was last read
     */
    public record State(
            Optional<String> hash,
            Optional<Instant> since,
            String source,
            Optional<String> problem,
            Optional<Instant> read) {}

    /**
     * What the looks at the file came to.
     *
     * @param etag of the version that needs no second look
     * @param broken what is wrong with that version
     * @param failed why the last look came to nothing
     */
    private record Seen(
            Optional<Kept> inForce,
            Optional<String> etag,
            Optional<Instant> asked,
            Optional<Instant> read,
            Optional<String> broken,
            Optional<String> failed) {
        Seen unchanged(Instant now) {
            return new Seen(inForce, etag, Optional.of(now), Optional.of(now), broken, Optional.empty());
        }

        Seen failed(Optional<Kept> keeping, String why, Instant now) {
            return new Seen(keeping, etag, Optional.of(now), read, broken, Optional.of(why));
        }

        Optional<String> problem() {
            return failed.or(() -> broken);
        }
    }

    /**
     * The policy in force.
     *
     * @throws Failure.Transient where there is none: the file was never good, or could never be read
     */
    @Override
    public Policy get() {
        Instant now = clock.instant();
        if (due(now) && begun()) {
            try {
                if (due(now)) {
                    look(now);
                }
            } finally {
                looking.unlock();
            }
        }
        Seen last = seen;
        return last.inForce()
                .map(Kept::policy)
                .orElseThrow(() -> new Failure.Transient(
                        "there is no policy to go by: " + last.problem().orElse(place + " was not read yet")));
    }

    /** What is known of the policy now; asks nobody. */
    public State state() {
        Seen now = seen;
        return new State(
                now.inForce().map(kept -> kept.policy().hash()),
                now.inForce().map(Kept::since),
                place,
                now.problem(),
                now.read());
    }

    private boolean due(Instant now) {
        return seen.asked().map(asked -> !now.isBefore(asked.plus(interval))).orElse(true);
    }

    /** Whether it is this thread that looks; only where there is nothing to go by does one wait for another. */
    private boolean begun() {
        if (seen.inForce().isPresent()) {
            return looking.tryLock();
        }
        looking.lock();
        return true;
    }

    private void look(Instant now) {
        Seen before = seen;
        seen = after(before, now);
        seen.problem()
                .filter(why -> !before.problem().equals(Optional.of(why)))
                .ifPresent(why -> LOG.log(Level.WARNING, "policy not taken: {0}", why));
    }

    private Seen after(Seen before, Instant now) {
        Optional<Loaded> other;
        try {
            other = source.load(before.etag());
        } catch (Failure e) {
            return before.failed(keeping(before), place + " could not be read: " + e.getMessage(), now);
        }
        try {
            return other.isPresent() ? take(other.get(), now) : before.unchanged(now);
        } catch (Failure e) {
            return before.failed(
                    keeping(before), "a new version of " + place + " could not be recorded: " + e.getMessage(), now);
        }
    }

    private Optional<Kept> keeping(Seen before) {
        try {
            return before.inForce().isPresent() ? before.inForce() : row.lastGood();
        } catch (Failure e) {
            return Optional.empty(); // why there is no policy is said already
        }
    }

    private Seen take(Loaded version, Instant now) {
        Optional<Instant> at = Optional.of(now);
        Optional<String> etag = Optional.of(version.etag());
        try {
            Policy policy = PolicyFile.read(version.bytes());
            var kept = new Kept(policy, row.good(policy, version.bytes(), now));
            LOG.log(Level.INFO, "policy in force hash={0}", policy.hash());
            return new Seen(Optional.of(kept), etag, at, at, Optional.empty(), Optional.empty());
        } catch (PolicyFile.Invalid e) {
            // The last good one of all instances: another may have seen one more than this.
            Optional<Kept> kept = row.lastGood().or(() -> seen.inForce());
            String problem = place + e.problems().get(0) + more(e.problems().size() - 1);
            row.broken(Sha256.hex(version.bytes()), alert(kept.isPresent(), problem), now);
            return new Seen(kept, etag, at, at, Optional.of(problem), Optional.empty());
        }
    }

    private static String alert(boolean kept, String problem) {
        return "the policy file is broken, "
                + (kept ? "so the last good version stays in force: " : "and nothing is done until it is mended: ")
                + problem;
    }

    private static String more(int others) {
        return others > 0 ? " (and " + others + " more; 'guard policy check' lists them)" : "";
    }
}
