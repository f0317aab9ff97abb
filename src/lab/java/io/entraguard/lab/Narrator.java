package io.entraguard.lab;

import io.entraguard.lab.world.ArmWrite;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.policy.Change;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Step;
import io.entraguard.reconcile.Kpis;
import io.entraguard.reconcile.Pass;
import io.entraguard.reconcile.Tickets;
import io.entraguard.reconcile.Trigger;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a run as a table that a stranger understands: time, cluster, what came, what was found, what was done. */
final class Narrator implements Player.Watcher {
    private static final String ROW = "%-15s  %-18s  %-22s  %-30s  %s%n";
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Player player;
    private final PrintStream out;
    private int passes;
    private int writes;
    private final Map<String, Integer> moves = new HashMap<>();
    private int rejected;

    Narrator(Player player, PrintStream out) {
        this.player = player;
        this.out = out;
    }

    void begin(Path scenario) {
        LocalDate day = player.clock().instant().atOffset(ZoneOffset.UTC).toLocalDate();
        out.println("Entra Guard lab: playing " + scenario.getFileName() + " against a simulated Azure, from " + day
                + " on (virtual time, UTC)");
        out.println();
        out.printf(ROW, "TIME", "CLUSTER", "WHAT CAME", "WHAT WAS FOUND", "WHAT WAS DONE");
    }

    @Override
    public void line(Line line) {
        // A line shows by what the program makes of it.
    }

    @Override
    public void worked() {
        List<Pass> all = player.seen().passes();
        for (Pass pass : all.subList(passes, all.size())) {
            row(pass.at(), pass.cluster().name(), came(pass.trigger()), found(pass), done(pass));
        }
        passes = all.size();
        List<Map<String, Object>> audit = player.stores().sink().events();
        long now = audit.stream().filter(Narrator::isRejection).count();
        for (; rejected < now; rejected++) {
            row(player.clock().instant(), "-", "unreadable event", "-", "recorded and acknowledged");
        }
    }

    private void row(Instant at, String cluster, String came, String found, String done) {
        out.printf(ROW, DAY_AND_TIME.format(at), cluster, came, found, done);
    }

    private static boolean isRejection(Map<String, Object> event) {
        return event.get("metadata") instanceof Map<?, ?> metadata
                && "event.rejected".equals(metadata.get("event_code"));
    }

    private static String came(Trigger trigger) {
        return switch (trigger) {
            case EVENT -> "configuration event";
            case TAGS -> "tags event";
            case CREDENTIAL -> "credential listed";
            case DELETE -> "delete event";
            case SWEEP -> "sweep";
            case RECHECK -> "time to look again";
            case OPERATION -> "our write, looked at";
        };
    }

    private static String found(Pass pass) {
        return pass.findings().isEmpty() ? "nothing" : String.join(" ", pass.findings());
    }

    private String done(Pass pass) {
        var done = new ArrayList<String>();
        Decision decision = pass.decision();
        List<ArmWrite> sent = player.world().writes();
        sent.subList(writes, sent.size()).forEach(write -> done.add(put(write, decision)));
        writes = sent.size();
        player.stores().tickets().tickets().forEach(ticket -> {
            int known = moves.getOrDefault(ticket.id(), 0);
            ticket.history().stream().skip(known).forEach(move -> done.add("ticket " + move.action()));
            moves.put(ticket.id(), ticket.history().size());
        });
        if (done.isEmpty() || decision.step() instanceof Step.Await) {
            done.add(decision.step().word()
                    + decision.step()
                            .lookAgain()
                            .map(until -> " until " + DAY_AND_TIME.format(until))
                            .orElse(""));
        }
        String why = String.join(", ", decision.reasons());
        return String.join("; ", done) + (why.isEmpty() ? "" : " (" + why + ")");
    }

    private static String put(ArmWrite write, Decision decision) {
        String what = decision.step()
                .planned()
                .map(plan -> plan.changes().stream()
                        .map(Change::path)
                        .map(path -> path.substring(path.lastIndexOf('.') + 1))
                        .collect(Collectors.joining(", ")))
                .orElse("");
        return write.method() + " " + what + " -> "
                + write.status().map(String::valueOf).orElse("no answer");
    }

    void end(Path outFolder) {
        Map<String, Object> figures =
                Kpis.of(player.stores().memory(), player.clock().instant());
        out.println();
        out.printf(
                "%s clusters: %s compliant, %s not, %s could not be judged. Writes sent: %d; tickets open: %d.%n",
                figures.get("evaluated"),
                figures.get("compliant"),
                figures.get("noncompliant"),
                figures.get("unknown"),
                player.world().writes().size(),
                player.stores().tickets().tickets().stream()
                        .filter(ticket -> ticket.state() == Tickets.State.OPEN)
                        .count());
        out.println("Outputs: " + outFolder);
    }
}
