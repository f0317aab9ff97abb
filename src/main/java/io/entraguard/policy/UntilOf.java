package io.entraguard.policy;

import io.entraguard.policy.Step.AwaitApproval;
import io.entraguard.policy.Step.Exempt;
import io.entraguard.policy.Step.None;
import io.entraguard.policy.Step.Recorded;
import io.entraguard.policy.Step.Remediate;
import io.entraguard.policy.Step.Ticket;
import java.time.Instant;
import java.util.Optional;

/** The instant that a step waits for. */
final class UntilOf implements Step.Cases<Optional<Instant>> {
    @Override
    public Optional<Instant> none(None step) {
        return Optional.empty();
    }

    @Override
    public Optional<Instant> record(Recorded step) {
        return step.would().lookAgain();
    }

    @Override
    public Optional<Instant> ticket(Ticket step) {
        return step.again();
    }

    @Override
    public Optional<Instant> awaitApproval(AwaitApproval step) {
        return Optional.empty();
    }

    @Override
    public Optional<Instant> remediate(Remediate step) {
        return Optional.empty();
    }

    @Override
    public Optional<Instant> await(Step.Await step) {
        return Optional.of(step.until());
    }

    @Override
    public Optional<Instant> exempt(Exempt step) {
        return Optional.of(step.until());
    }
}
