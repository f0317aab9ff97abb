package io.entraguard.policy;

import io.entraguard.policy.Step.AwaitApproval;
import io.entraguard.policy.Step.Exempt;
import io.entraguard.policy.Step.None;
import io.entraguard.policy.Step.Recorded;
import io.entraguard.policy.Step.Remediate;
import io.entraguard.policy.Step.Ticket;
import java.util.Optional;

/** The plan that a step carries. */
final class PlanOf implements Step.Cases<Optional<Plan>> {
    @Override
    public Optional<Plan> none(None step) {
        return Optional.empty();
    }

    @Override
    public Optional<Plan> record(Recorded step) {
        return Optional.empty();
    }

    @Override
    public Optional<Plan> ticket(Ticket step) {
        return Optional.empty();
    }

    @Override
    public Optional<Plan> awaitApproval(AwaitApproval step) {
        return Optional.of(step.plan());
    }

    @Override
    public Optional<Plan> remediate(Remediate step) {
        return Optional.of(step.plan());
    }

    @Override
    public Optional<Plan> await(Step.Await step) {
        return step.plan();
    }

    @Override
    public Optional<Plan> exempt(Exempt step) {
        return Optional.empty();
    }
}
