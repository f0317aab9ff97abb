package io.entraguard.reconcile.ticket;

import io.entraguard.model.Actor;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Finding;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Settings;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a ticket says: what is wrong and why it matters, what the guard will do about it or why not, and what people can
 * do themselves with this cluster's own names. It holds no instant but those that a gate opens at, the deadline of an
 * approval and the days on which credentials were listed, so that it changes only when what it says does.
 */
public final class TicketText {
    private TicketText() {}

    /**
     * Who was seen at the cluster lately, where anybody was.
     *
     * @param written who created or wrote it last, the guard aside
     * @param adminListed who listed its admin credential last, or used it
     * @param userListed who listed a user credential last, which is the same certificate while Entra is off
     * @param approveBy until when a tag can approve the plan, where somebody was asked to
     */
    public record Seen(
            Optional<Sighting> written,
            Optional<Sighting> adminListed,
            Optional<Sighting> userListed,
            Optional<Instant> approveBy) {
        /** Nobody was seen, as where there is no memory. */
        public static final Seen NOBODY =
                new Seen(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The text for a cluster that could be judged. */
    public static Page of(
            ClusterSnapshot cluster, List<Finding> findings, Decision decision, Settings settings, Seen seen) {
        ClusterRef ref = cluster.ref();
        var blocks = new ArrayList<Block>();
        blocks.add(Block.paragraph(named(ref, ")")));
        blocks.add(Block.paragraph("Whoever holds a static certificate of a cluster without Entra is its administrator:"
                + " nobody can be attributed, revoked or made to use MFA."));
        blocks.add(new Block.Heading("Findings"));
        blocks.add(new Block.Bullets(findings.stream().map(TicketText::row).toList()));
        blocks.addAll(attribution(seen, cluster.identity().entraOn()));
        blocks.addAll(WhatNext.of(ref, decision, seen.approveBy()));
        blocks.addAll(ByHand.of(cluster, settings));
        return new Page(title(ref, findings), blocks);
    }

    /** The text for a cluster that could not be judged. */
    public static Page unknown(ClusterRef ref, Decision decision) {
        var blocks = new ArrayList<Block>();
        blocks.add(Block.paragraph(named(ref, ") could not be judged, so it counts as unknown, never as compliant.")));
        blocks.add(Block.paragraph("While nobody can say how people get into it, anybody might."));
        blocks.addAll(WhatNext.of(ref, decision, Optional.empty()));
        return new Page("AKS cluster " + ref.name() + ": could not be judged", blocks);
    }

    private static String title(ClusterRef ref, List<Finding> findings) {
        String worst = findings.stream()
                .max(Comparator.comparing(Finding::severity))
                .map(Finding::title)
                .orElse("needs people");
        int others = findings.size() - 1;
        return "AKS cluster " + ref.name() + ": " + worst + (others > 0 ? ", and " + others + " more" : "");
    }

    private static Span[] named(ClusterRef ref, String end) {
        return new Span[] {
            new Span.Text("AKS cluster "),
            new Span.Code(ref.name()),
            new Span.Text(" (resource group "),
            new Span.Code(ref.resourceGroup()),
            new Span.Text(", subscription "),
            new Span.Code(ref.subscription()),
            new Span.Text(end)
        };
    }

    private static List<Span> row(Finding finding) {
        return List.of(
                new Span.Strong(finding.control().code()),
                new Span.Text(" " + finding.title() + " (" + finding.severity().word() + "): "),
                new Span.Text(finding.observed()),
                new Span.Text(". " + String.join(", ", finding.references())));
    }

    private static List<Block> attribution(Seen seen, boolean entraOn) {
        var items = new ArrayList<List<Span>>();
        seen.written().ifPresent(by -> items.add(row("created or last written by ", by.by(), "")));
        seen.adminListed()
                .ifPresent(by -> items.add(
                        by.act() == Act.CERTIFICATE_USED
                                ? List.of(new Span.Text("admin certificate last used on " + day(by)
                                        + "; whoever holds it looks the same to the cluster"))
                                : row("admin credential last listed or used by ", by.by(), " on " + day(by))));
        seen.userListed()
                .filter(by -> !entraOn)
                .ifPresent(by -> items.add(
                        row("user credential, here the same certificate, last listed by ", by.by(), " on " + day(by))));
        return items.isEmpty() ? List.of() : List.of(new Block.Heading("Who was seen"), new Block.Bullets(items));
    }

    private static List<Span> row(String what, Actor by, String when) {
        if (!by.known()) {
            return List.of(new Span.Text(what + "somebody whom no claim named" + when));
        }
        return List.of(
                new Span.Text(what),
                new Span.Code(by.oid()),
                new Span.Text((by.app() ? " (an application)" : "") + when));
    }

    /** The day alone: with the instant, each of a pipeline's runs would be worth a comment. */
    private static LocalDate day(Sighting seen) {
        return LocalDate.ofInstant(seen.at(), ZoneOffset.UTC);
    }
}
