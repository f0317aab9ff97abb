package io.entraguard.reconcile;

import io.entraguard.policy.Author;
import io.entraguard.policy.Decision.Because;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A tag as a look first saw it with this value, and what is known of who wrote it.
 *
 * @param since the first look with it
 * @param lower the last look without it, or the last ruling against it; empty where there was no look before
 * @param upper up to when it can have been written; empty for now
 * @param known names of the writes that came before {@code lower}
 * @param author who wrote it, once that is settled
 * @param planted whether nobody but its writer may stand for it without setting it anew
 * @param ruled the last ruling that was recorded about it
 * @param refusal what was ruled against it as an approval
 */
record SeenTag(
        String value,
        Instant since,
        Optional<Instant> lower,
        Optional<Instant> upper,
        List<String> known,
        Optional<Author> author,
        boolean planted,
        String ruled,
        Optional<Because> refusal) {
    SeenTag settled(Author by) {
        return new SeenTag(value, since, lower, upper, known, Optional.of(by), planted, ruled, refusal);
    }

    SeenTag ruled(String ruling) {
        return new SeenTag(value, since, lower, upper, known, author, planted, ruling, refusal);
    }

    /** The same after a ruling against it: only writes after it count. */
    SeenTag onlyLater(Instant now, List<String> knownNow, boolean plantedNow) {
        return new SeenTag(
                value,
                since,
                Optional.of(now),
                Optional.empty(),
                knownNow,
                author,
                planted || plantedNow,
                ruled,
                refusal);
    }

    SeenTag refusedFor(Because why) {
        return new SeenTag(value, since, lower, upper, known, author, planted, ruled, Optional.of(why));
    }

    /** Whether it was ruled against, and nobody who counts wrote it since. */
    boolean ruledAgainst() {
        return author.isPresent() && upper.isEmpty();
    }
}
