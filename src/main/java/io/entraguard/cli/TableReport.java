package io.entraguard.cli;

import io.entraguard.cli.Columns.Cell;
import io.entraguard.cli.Outcome.Planned;
import io.entraguard.model.Finding;
import io.entraguard.policy.Change;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Step;
import io.entraguard.policy.Verdict;
import io.entraguard.reconcile.ticket.Commands;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report for people. Nothing in it that came from the input can steer a terminal. */
final class TableReport {
    private final PrintWriter out;
    private final Paint paint;

    private TableReport(PrintWriter out, Paint paint) {
        this.out = out;
        this.paint = paint;
    }

    static void print(List<Outcome> outcomes, PrintWriter out, Paint paint) {
        var report = new TableReport(out, paint);
        if (!outcomes.isEmpty()) {
            report.findings(outcomes);
            out.println();
        }
        outcomes.forEach(outcome -> outcome.planned().ifPresent(planned -> report.plan(outcome, planned)));
        report.summary(Summary.of(outcomes));
    }

    private void findings(List<Outcome> outcomes) {
        var table = new Columns();
        table.row(
                heading("CLUSTER"),
                heading("STATUS"),
                heading("CONTROL"),
                heading("SEVERITY"),
                heading("REMEDIATION"),
                heading("FOUND"));
        for (Outcome outcome : outcomes) {
            Cell cluster = Cell.of(outcome.place());
            Cell status = Cell.of(outcome.status().word(), text -> paint.status(outcome.status(), text));
            if (outcome.findings().isEmpty()) {
                String found = outcome.unreadable().orElse("nothing");
                table.row(cluster, status, Cell.of("-"), Cell.of("-"), Cell.of("-"), Cell.of(found));
            }
            for (Finding finding : outcome.findings()) {
                table.row(
                        cluster,
                        status,
                        Cell.of(finding.control().code()),
                        Cell.of(finding.severity().word(), text -> paint.severity(finding.severity(), text)),
                        Cell.of(finding.remedy().word()),
                        Cell.of(finding.title() + ": " + finding.observed()));
            }
        }
        table.print(out);
    }

    private void plan(Outcome outcome, Planned planned) {
        Decision decision = planned.decision();
        out.println(paint.heading(Printable.line(outcome.place())));
        var table = new Columns();
        String mode = planned.match().settings().mode().word();
        String inForce = decision.mode().word();
        table.row(
                Cell.of("  policy"),
                Cell.of(rule(planned.match()) + ", mode " + mode
                        + (mode.equals(inForce) ? "" : ", in force: " + inForce)));
        planned.match().passedOver().forEach(why -> table.row(Cell.of(""), Cell.of("not rule " + why)));
        table.row(Cell.of("  next"), Cell.of(step(decision.step())));
        changes(decision.step(), table);
        if (decision.step() instanceof Step.Recorded recorded) {
            table.row(Cell.of("  would"), Cell.of(step(recorded.would())));
            changes(recorded.would(), table);
        }
        if (outcome.verdict() instanceof Verdict.Judged judged) {
            Commands commands = new Commands(judged.cluster().ref());
            decision.step()
                    .asksFor()
                    .ifPresent(
                            plan -> table.row(Cell.of("  approve"), Cell.of(Printable.line(commands.approve(plan)))));
        }
        String label = "  because";
        for (Decision.Because because : decision.because()) {
            String sentence = because.sentence().replaceAll("\\.$", "");
            table.row(Cell.of(label), Cell.of(sentence + " (" + because.reason().code() + opener(because) + ")"));
            label = "";
        }
        table.print(out);
        out.println();
    }

    private static String rule(Policy.Match match) {
        return match.rule().equals(Policy.NO_RULE) ? "defaults, as no rule is for it" : "rule " + match.rule();
    }

    private static String opener(Decision.Because because) {
        return switch (because.reason().opener()) {
            case NOBODY -> "";
            case TIME -> ", opened by time";
            case PEOPLE -> ", opened by people";
        };
    }

    private static String step(Step step) {
        String plan = step.planned().map(known -> ", plan " + known.id()).orElse("");
        String until = step.ends().map(instant -> ", until " + instant).orElse("");
        return step.word() + plan + until;
    }

    private static void changes(Step step, Columns table) {
        for (Change change : step.planned().map(Plan::changes).orElse(List.of())) {
            table.row(
                    Cell.of(""),
                    Cell.of("set " + change.path() + " from " + shown(change.from()) + " to " + shown(change.to())));
        }
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "absent" : value.toString();
    }

    private void summary(Summary summary) {
        String rate = summary.complianceRate()
                .map(share -> String.format(Locale.ROOT, "%.2f %%", share * 100))
                .orElse("none, as nothing was evaluated");
        out.println(summary.evaluated() + " evaluated: " + summary.compliant() + " compliant, "
                + summary.noncompliant() + " noncompliant, " + summary.exempt() + " exempt, "
                + summary.unknown() + " unknown; compliance rate " + rate);
        if (!summary.inAuto().isEmpty()) {
            out.println("in mode auto: "
                    + summary.inAuto().entrySet().stream()
                            .map(step -> step.getKey() + " " + step.getValue())
                            .collect(Collectors.joining(", ")));
        }
    }

    private Cell heading(String text) {
        return Cell.of(text, paint::heading);
    }
}
