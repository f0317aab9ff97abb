package io.entraguard.reconcile;

import io.entraguard.model.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps what is counted as lines of words. */
final class Counted implements GuardMetrics {
    final List<String> lines = new ArrayList<>();

    private void line(Object... words) {
        lines.add(String.join(
                " ", java.util.Arrays.stream(words).map(String::valueOf).toList()));
    }

    /** Lines that begin so. */
    List<String> lines(String word) {
        return lines.stream().filter(line -> line.startsWith(word + " ")).toList();
    }

    @Override
    public void passed(Trigger why, boolean done, Duration took) {
        line("passed", why.word(), done);
    }

    @Override
    public void begun(Trigger why, Duration late) {
        line("begun", why.word(), late);
    }

    @Override
    public void decided(Pass pass) {
        line("decided", pass.trigger().word(), pass.decision().step().word());
    }

    @Override
    public void failed(Fault fault) {
        line("failed", fault.word());
    }

    @Override
    public void ticket(Optional<String> tracker, TicketOperation operation, Optional<Fault> fault) {
        line(
                "ticket",
                tracker.orElse("-"),
                operation.word(),
                fault.map(Fault::word).orElse("done"));
    }

    @Override
    public void remediation(Action action) {
        line("remediation", action.word());
    }

    @Override
    public void findingClosed(Severity severity, Duration open) {
        line("closed", severity, open);
    }

    @Override
    public void ruled(String request, boolean granted) {
        line("ruled", request, granted);
    }

    @Override
    public void alerted(String kind, Severity severity) {
        line("alerted", kind, severity);
    }

    @Override
    public void notHandedOver(Sink sink, int events) {
        line("lost", sink.word(), events);
    }

    @Override
    public void swept(boolean done, Duration took) {
        line("swept", done);
    }

    @Override
    public void fleet(Map<Compliance, Long> clusters, Map<Rule, Long> findings) {
        line("clusters", new TreeMap<>(clusters));
        findings.forEach((rule, count) -> line("finding", rule.control().code(), rule.severity(), count));
    }
}
