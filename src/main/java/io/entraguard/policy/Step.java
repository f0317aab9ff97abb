package io.entraguard.policy;

import java.time.Instant;
import java.util.Optional;

/** The single next thing to do about a cluster. Each variant carries what doing it takes. */
public sealed interface Step {
    /** The word used in files, events and on the command line. */
    String word();

    /** What this step writes, or holds back; empty where it is about no plan. */
    default Optional<Plan> planned() {
        return Optional.empty();
    }

    /** The plan that an approver's yes would let through; empty where none would. */
    default Optional<Plan> asksFor() {
        return Optional.empty();
    }

    /** When this step wants the cluster looked at again; empty where only news does. */
    default Optional<Instant> lookAgain() {
        return Optional.empty();
    }

    /** When what this step waits for is said to end; empty where it waits for no time. */
    default Optional<Instant> ends() {
        return lookAgain();
    }

    /** Calls the case that fits. */
    <R> R match(Cases<R> cases);

    /** One method for each variant, so that a new variant does not compile until it is handled. */
    interface Cases<R> {
        R none(None step);

        R record(Recorded step);

        R ticket(Ticket step);

        R awaitApproval(AwaitApproval step);

        R remediate(Remediate step);

        R await(Await step);

        R exempt(Exempt step);
    }

    /** Nothing is wrong, nothing may be done, or the cluster is gone. */
    record None() implements Step {
        @Override
        public String word() {
            return "none";
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.none(this);
        }
    }

    /** Only say what would have been done. */
    record Recorded(Step would) implements Step {
        @Override
        public String word() {
            return "record";
        }

        @Override
        public Optional<Instant> lookAgain() {
            return would.lookAgain();
        }

        @Override
        public Optional<Instant> ends() {
            return would.ends();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.record(this);
        }
    }

    /**
     * People have to act.
     *
     * @param again when to look again by itself, as after a refused write; empty where only news or the sweep does
     * @param approvable the plan that an approver's yes would let through; empty where none would
     */
    record Ticket(Optional<Instant> again, Optional<Plan> approvable) implements Step {
        Ticket(Optional<Instant> again) {
            this(again, Optional.empty());
        }

        @Override
        public Optional<Plan> planned() {
            return approvable;
        }

        @Override
        public Optional<Plan> asksFor() {
            return approvable;
        }

        @Override
        public String word() {
            return "ticket";
        }

        @Override
        public Optional<Instant> lookAgain() {
            return again;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ticket(this);
        }
    }

    /**
     * An approver has to say yes to exactly this plan.
     *
     * @param again when to look again by itself; empty where only news or the sweep does
     */
    record AwaitApproval(Plan plan, Optional<Instant> again) implements Step {
        AwaitApproval(Plan plan) {
            this(plan, Optional.empty());
        }

        @Override
        public Optional<Instant> lookAgain() {
            return again;
        }

        @Override
        public Optional<Plan> asksFor() {
            return Optional.of(plan);
        }

        @Override
        public String word() {
            return "await-approval";
        }

        @Override
        public Optional<Plan> planned() {
            return Optional.of(plan);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.awaitApproval(this);
        }
    }

    /** Write the cluster, once. */
    record Remediate(Plan plan) implements Step {
        @Override
        public String word() {
            return "remediate";
        }

        @Override
        public Optional<Plan> planned() {
            return Optional.of(plan);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.remediate(this);
        }
    }

    /**
     * Time has to pass.
     *
     * @param plan what is held back, where it is already known
     * @param until when it ends, or when to look whether it did
     * @param look when to look again, not after {@code until}
     * @param ticketed whether people are told as well, because the wait is long or was prolonged
     */
    record Await(Optional<Plan> plan, Instant until, Instant look, boolean ticketed) implements Step {
        public Await(Optional<Plan> plan, Instant until, boolean ticketed) {
            this(plan, until, until, ticketed);
        }

        @Override
        public String word() {
            return "wait";
        }

        @Override
        public Optional<Plan> planned() {
            return plan;
        }

        @Override
        public Optional<Instant> lookAgain() {
            return Optional.of(look);
        }

        @Override
        public Optional<Instant> ends() {
            return Optional.of(until);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.await(this);
        }
    }

    /**
     * An approver said that this cluster may stay as it is until then.
     *
     * @param look when to look again, not after {@code until}
     */
    record Exempt(Instant until, Instant look) implements Step {
        @Override
        public String word() {
            return "exempt";
        }

        @Override
        public Optional<Instant> lookAgain() {
            return Optional.of(look);
        }

        @Override
        public Optional<Instant> ends() {
            return Optional.of(until);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.exempt(this);
        }
    }
}
