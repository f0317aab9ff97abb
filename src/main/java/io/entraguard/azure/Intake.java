package io.entraguard.azure;

import io.entraguard.reconcile.WorkItem;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import io.entraguard.reconcile.WorkItem.ScopeChanged;

/** What becomes of one event at the border. */
public sealed interface Intake {
    /** Calls the case that fits. */
    <R> R match(Cases<R> cases);

    /** One method for each variant. */
    interface Cases<R> {
        R kept(Kept intake);

        R spread(Spread intake);

        R dropped(Dropped intake);

        R rejected(Rejected intake);
    }

    /** It counts: the cluster it names is to be looked at. */
    record Kept(ReconcileRequest request) implements Intake {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.kept(this);
        }
    }

    /** It counts: tags were written that clusters may inherit. */
    record Spread(ScopeChanged item) implements Intake {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.spread(this);
        }
    }

    /**
     * It was read and does not count.
     *
     * @param reason one of a few fixed words
     */
    record Dropped(String reason) implements Intake {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.dropped(this);
        }
    }

    /** It could not be read, which is to be audited. */
    record Rejected(WorkItem.Rejected item) implements Intake {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.rejected(this);
        }
    }
}
