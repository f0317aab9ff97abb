package io.entraguard.reconcile.ticket;

import io.entraguard.model.ClusterRef;
import io.entraguard.policy.Change;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Decision.Because;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Reason;
import io.entraguard.policy.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of a ticket that says what the guard will do and when, or why it will not, and how people decide otherwise. */
final class WhatNext {
    /** What ends at an instant that stands fast; others are only looked at again then. */
    private static final Set<Reason> DATED =
            EnumSet.of(Reason.QUIET_PERIOD, Reason.GRACE, Reason.CHANGE_WINDOW, Reason.BREAK_GLASS, Reason.EXEMPTED);

    private WhatNext() {}

    static List<Block> of(ClusterRef ref, Decision decision, Optional<Instant> approveBy) {
        var commands = new Commands(ref);
        var blocks = new ArrayList<Block>();
        blocks.add(new Block.Heading(heading(decision.step())));
        blocks.add(
                new Block.Bullets(decision.because().stream().map(WhatNext::row).toList()));
        opens(decision).ifPresent(words -> blocks.add(Block.paragraph(words)));
        decision.step().planned().ifPresent(plan -> blocks.addAll(plan(plan)));
        decision.step().asksFor().ifPresent(plan -> blocks.addAll(approve(plan, approveBy, commands)));
        blocks.add(new Block.Heading("To exempt the cluster for a time"));
        blocks.add(Block.paragraph("An approver of the policy sets this tag, with a date at most 90 days ahead. Closing"
                + " this ticket, or calling it \"won't fix\", exempts nothing."));
        blocks.add(new Block.Code(commands.tag("entra-guard-exempt-until", "<YYYY-MM-DD>")));
        return blocks;
    }

    private static String heading(Step step) {
        if (step instanceof Step.AwaitApproval) {
            return "The guard asks for approval";
        }
        if (step instanceof Step.Exempt) {
            return "The guard leaves the cluster as it is";
        }
        return step instanceof Step.Await ? "The guard waits" : "The guard leaves this to people";
    }

    private static List<Span> row(Because because) {
        return List.of(
                new Span.Strong(because.reason().code()), new Span.Text(": "), new Span.Text(because.sentence()));
    }

    private static Optional<String> opens(Decision decision) {
        boolean dated = decision.because().stream().map(Because::reason).allMatch(DATED::contains);
        return decision.step().ends().filter(until -> dated).map(until -> "It goes on at " + until + ".");
    }

    private static List<Block> plan(Plan plan) {
        return List.of(
                Block.paragraph("What it will write, as plan " + plan.id() + ":"),
                new Block.Bullets(plan.changes().stream().map(WhatNext::row).toList()));
    }

    private static List<Block> approve(Plan plan, Optional<Instant> by, Commands commands) {
        String until = by.map(at -> ", until " + at + ",").orElse("");
        return List.of(
                Block.paragraph("An approver of the policy approves exactly this" + until + " by"),
                new Block.Code(commands.approve(plan)));
    }

    private static List<Span> row(Change change) {
        return List.of(
                new Span.Code(change.path()),
                new Span.Text(": "),
                new Span.Text(shown(change.from())),
                new Span.Text(" becomes "),
                new Span.Text(shown(change.to())));
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "absent" : value.toString();
    }
}
