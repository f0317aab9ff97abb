package io.entraguard.lab;

import io.entraguard.lab.Played.Told;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.IdentityProfile;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree;
import io.entraguard.model.Tree.Unreadable;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Step;
import io.entraguard.reconcile.Pass;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a run, as a text that people can review: the passes under the lines of the timeline that led to them,
 * the writes, and where everything stood in the end. The same run gives the same text; ids are cut to their first eight
 * characters, and those that depend on how they are computed are left out.
 */
final class Account {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int LONG_ROW = 12;

    private final Played played;
    private final Changes changes = new Changes();
    private final StringBuilder text = new StringBuilder();

    private Account(Played played) {
        this.played = played;
    }

    static String of(Played played) {
        var account = new Account(played);
        account.passes();
        account.writes();
        account.clusters();
        account.tickets();
        account.audit();
        account.figures();
        return account.text.toString();
    }

    private void passes() {
        section("WHAT CAME AND WHAT WAS DECIDED");
        List<Told> told = played.told();
        for (int i = 0; i < told.size(); i++) {
            int end = i + 1 < told.size()
                    ? told.get(i + 1).passes()
                    : played.passes().size();
            add("> " + told.get(i).line().on(new TimelineWords()));
            passes(played.passes().subList(told.get(i).passes(), end));
        }
    }

    /** One line a pass; a long row of passes that differ in nothing but the time is told by its first and its last. */
    private void passes(List<Pass> passes) {
        for (int i = 0; i < passes.size(); i++) {
            int alike = alike(passes.subList(i, passes.size()));
            add("  " + pass(passes.get(i)));
            if (alike > LONG_ROW) {
                add("  ... " + (alike - 2) + " more like it ...");
                i += alike - 1;
                add("  " + pass(passes.get(i)));
            }
        }
    }

    private static int alike(List<Pass> passes) {
        String first = without(passes.get(0));
        return (int)
                passes.stream().takeWhile(pass -> without(pass).equals(first)).count();
    }

    /** A pass without its times. */
    private static String without(Pass pass) {
        return pass.cluster().key()
                + pass.trigger()
                + pass.findings()
                + pass.decision().step().word()
                + pass.decision().reasons();
    }

    private static String pass(Pass pass) {
        String found = pass.findings().isEmpty() ? "-" : String.join(" ", pass.findings());
        return String.format(
                Locale.ROOT,
                "%s  %-16s %-10s %-26s %s",
                time(pass.at()),
                pass.cluster().name(),
                pass.trigger().word(),
                found,
                decided(pass.decision()));
    }

    private static String decided(Decision decision) {
        Step step = decision.step();
        String would = step instanceof Step.Recorded recorded
                ? ", would " + recorded.would().word()
                : "";
        String until = step.ends().map(at -> " until " + time(at)).orElse("");
        String reasons = decision.reasons().isEmpty() ? "" : " (" + String.join(", ", decision.reasons()) + ")";
        return step.word() + would + until + reasons;
    }

    private void writes() {
        section("WRITES");
        for (Played.Put put : played.puts()) {
            var write = put.write();
            String etag = write.ifMatch().map(Account::etag).orElse("without If-Match");
            add("  " + time(write.time()) + "  " + write.method() + " "
                    + put.cluster().map(ref -> ref.name()).orElse(write.path()) + " " + etag + ": "
                    + String.join(", ", changes.of(put)) + " -> "
                    + write.status().map(String::valueOf).orElse("no answer")
                    + (write.applied() ? ", applied" : ", not applied"));
        }
        none(played.puts());
    }

    private static String etag(String etag) {
        return etag.equals("*") ? "If-Match *" : "if its etag matches";
    }

    private void clusters() {
        section("CLUSTERS");
        List<Map<String, Object>> clusters = played.array("clusters.json");
        clusters.forEach(document -> add("  " + cluster(document)));
        none(clusters);
    }

    private static String cluster(Map<String, Object> document) {
        String name = String.valueOf(document.get("name"));
        try {
            ClusterSnapshot cluster = SnapshotReader.read(document);
            IdentityProfile identity = cluster.identity();
            String entra = identity.entraOn() ? "Entra on" : identity.legacy() ? "Entra legacy" : "Entra off";
            String groups = identity.adminGroups().stream().map(Account::brief).collect(Collectors.joining(", "));
            return name + ": " + entra + ", groups [" + groups + "], Azure RBAC "
                    + (identity.azureRbacOn() ? "on" : "off") + ", local accounts "
                    + (identity.localAccountsOff() ? "off" : "on") + ", "
                    + cluster.provisioningState().orElse("without provisioningState");
        } catch (Unreadable e) {
            return name + ": unreadable, " + e.getMessage();
        }
    }

    private void tickets() {
        section("TICKETS");
        List<Map<String, Object>> tickets = played.array("tickets.json");
        for (Map<String, Object> ticket : tickets) {
            String id = String.valueOf(ticket.get("cluster"));
            add("  " + id.substring(id.lastIndexOf('/') + 1) + ": " + ticket.get("state"));
            if (ticket.get("history") instanceof List<?> history) {
                history.forEach(entry -> entry(Tree.object(entry).orElseThrow()));
            }
        }
        none(tickets);
    }

    /** An entry's time and action, and of its text what the guard says of itself. */
    private void entry(Map<String, Object> entry) {
        add("    " + time(Instant.parse(String.valueOf(entry.get("time")))) + "  " + entry.get("action"));
        List<String> lines = String.valueOf(entry.get("text")).lines().toList();
        boolean within = lines.size() == 1;
        for (String line : lines) {
            within = within ? !line.isBlank() : line.startsWith("The guard ");
            if (within) {
                add("      " + line.replaceAll("(plan |approve=)[0-9a-f]{12}", "$1..."));
            }
        }
    }

    private void audit() {
        section("AUDIT");
        List<Trail.Event> events = Trail.of(played).events();
        String before = "";
        var codes = new ArrayList<String>();
        for (Trail.Event event : events) {
            String head = time(event.at()) + "  "
                    + event.cluster().map(ref -> ref.name()).orElse("-");
            if (!head.equals(before)) {
                codes(before, codes);
                codes.clear();
                before = head;
            }
            codes.add(event.code());
        }
        codes(before, codes);
        none(events);
    }

    private void codes(String head, List<String> codes) {
        if (!codes.isEmpty()) {
            add("  " + head + ": " + String.join(", ", codes));
        }
    }

    private void figures() {
        section("IN THE END");
        Map<String, Object> summary = played.object("summary.json");
        add("  " + summary.get("evaluated") + " evaluated: " + summary.get("compliant") + " compliant, "
                + summary.get("noncompliant") + " noncompliant, " + summary.get("exempt") + " exempt, "
                + summary.get("unknown") + " unknown; rate " + summary.get("complianceRate"));
        Tree.object(summary.get("mttd"))
                .map(times -> times.get("median"))
                .filter(median -> !median.equals("PT0S")) // as it is where every event comes at once
                .ifPresent(median -> add("  half of what failed was found within " + median));
        add("  " + time(played.end()) + "; next in the queue: "
                + played.nextDue().map(Account::time).orElse("nothing"));
        if (!played.poison().isEmpty()) {
            add("  " + played.poison().size() + " messages in the poison queue");
        }
    }

    private void section(String title) {
        text.append(text.length() == 0 ? "" : "\n").append(title).append('\n');
    }

    private void none(List<?> list) {
        if (list.isEmpty()) {
            add("  none");
        }
    }

    private void add(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    static String time(Instant at) {
        return TIME.format(at);
    }

    /** An id's first eight characters, which tell the ids of a scenario apart. */
    static String brief(@Nullable Object id) {
        String whole = String.valueOf(id);
        return whole.length() > 8 ? whole.substring(0, 8) : whole;
    }
}
