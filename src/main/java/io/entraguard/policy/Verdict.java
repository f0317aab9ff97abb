package io.entraguard.policy;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a look at a cluster came to. */
public sealed interface Verdict {
    /** Calls the case that fits. */
    <R> R match(Cases<R> cases);

    /** One method for each variant. */
    interface Cases<R> {
        R gone(Gone verdict);

        R unreadable(Unreadable verdict);

        R refused(Refused verdict);

        R judged(Judged verdict);
    }

    /** ARM says that there is no such cluster. */
    record Gone() implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.gone(this);
        }
    }

    /** The document came and cannot be judged; {@code why} names the property. */
    record Unreadable(String why) implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unreadable(this);
        }
    }

    /**
     * ARM did not show the document.
     *
     * @param why ARM's code, or what became of the call
     * @param since when it first did not, without a success in between
     * @param again when it is asked again
     */
    record Refused(String why, Instant since, Instant again) implements Verdict {
        /** A refusing ARM is only asked again for this long; after it the cluster could not be judged. */
        private static final Duration PATIENCE = Duration.ofHours(1);

        /** Whether this went on for so long that people have to be told. */
        public boolean overdue(Instant now) {
            return !now.isBefore(since.plus(PATIENCE));
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.refused(this);
        }
    }

    /** The document was judged. */
    record Judged(ClusterSnapshot cluster, List<Finding> findings) implements Verdict {
        public Judged {
            findings = List.copyOf(findings);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.judged(this);
        }

        /** Whether nothing that decides about compliance fails. */
        public boolean compliant() {
            return findings.stream().noneMatch(finding -> finding.control().decisive());
        }
    }
}
