package io.entraguard.reconcile;

import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.Author;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.GuardTags;
import io.entraguard.policy.PolicyFile;
import io.entraguard.policy.Settings;
import io.entraguard.reconcile.TagHistory.TagChange;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cluster's tags through several looks, with an Activity Log and a history of tags that say what a test says. */
final class TagsSeen {
    static final String APPROVER = "11111111-1111-1111-1111-111111111111";
    static final String OTHER_APPROVER = "77777777-7777-7777-7777-777777777777";
    static final String STRANGER = "44444444-4444-4444-4444-444444444444";

    final Passing pass = new Passing();
    final List<Sighting> log = new ArrayList<>();
    final List<TagChange> history = new ArrayList<>();
    private final Sightings sightings = new Sightings(Optional.of(Passing.GUARD));
    boolean logDown;
    boolean historyDown;
    int asked;
    ClusterDocument document = ClusterDocument.plain("c-1");
    private Settings settings = settings("");

    /** A look that is being made. */
    record Look(AuditDraft audit, Evidence evidence, TagBook book, Waivers waivers) {}

    static Settings settings(String more) {
        return PolicyFile.read("""
                        apiVersion: entra-guard/v1
                        defaults:
                          mode: approve
                          adminGroups: [%s]
                          approvers: [%s, %s, %s]
                        %s""".formatted(ClusterDocument.GROUP, APPROVER, OTHER_APPROVER, Passing.GUARD, more))
                .defaults();
    }

    void under(String more) {
        settings = settings(more);
    }

    Settings settings() {
        return settings;
    }

    private List<Sighting> readLog(Instant from) {
        asked++;
        if (logDown) {
            throw new Failure.Transient("the log is down");
        }
        return log.stream().filter(seen -> !seen.at().isBefore(from)).toList();
    }

    private List<TagChange> readHistory(Instant from) {
        if (historyDown) {
            throw new Failure.Transient("the history is down");
        }
        return history.stream().filter(change -> !change.at().isBefore(from)).toList();
    }

    Evidence evidence() {
        return new Evidence(
                (cluster, from) -> readLog(from),
                (cluster, tag, from) -> readHistory(from),
                sightings,
                pass.memory,
                pass.now);
    }

    /** A look, once it has seen which tags are there. */
    Look look() {
        TagBook.see(pass.memory, document.snapshot(), pass.now);
        AuditDraft audit = pass.draft();
        Evidence evidence = evidence();
        return new Look(
                audit,
                evidence,
                new TagBook(pass.memory, settings, evidence, audit, pass.now),
                new Waivers(pass.memory, audit, pass.now));
    }

    void looked() {
        TagBook.looked(pass.memory, pass.now);
    }

    /** A whole look, up to what it recorded. */
    List<Body> looks() {
        Look look = look();
        var authors = new EnumMap<GuardTag, Author>(GuardTag.class);
        GuardTags tags = GuardTags.read(
                document.snapshot().tags(),
                settings,
                tag -> authors.computeIfAbsent(tag, look.book()::author),
                pass.now);
        look.waivers().alertOfBreakGlass(document.snapshot().identity());
        look.book().record(tags, look.waivers());
        look.waivers().enter(tags);
        looked();
        look.audit().flush();
        return pass.recorded();
    }

    /** Somebody wrote the cluster's tags, as the Activity Log shows and an event told. */
    Sighting writesTags(String who) {
        Sighting write = wrote(Act.TAGS, who);
        told(write);
        return write;
    }

    /** Somebody wrote, as only the Activity Log shows. */
    Sighting wrote(Act act, String who) {
        return wrote(act, who, pass.now, true);
    }

    Sighting wrote(Act act, String who, Instant at, boolean mfa) {
        Sighting write = sighting(act, who, at, mfa, "c-" + (log.size() + 1));
        log.add(write);
        return write;
    }

    /** An event tells of a write. */
    void told(Sighting write) {
        sightings.enter(write, Optional.empty(), pass.memory, pass.draft());
    }

    static Sighting sighting(Act act, String who, Instant at, boolean mfa, @Nullable String correlation) {
        return new Sighting(
                act,
                "e-" + correlation + who,
                at,
                new Actor(who, Optional.empty(), false, mfa, Optional.empty()),
                Optional.ofNullable(correlation));
    }

    /** The history of tags shows that this write gave a tag that value. */
    void setBy(Sighting write, String value) {
        history.add(new TagChange(write.at(), value, write.correlationId(), "somebody"));
    }

    void tag(GuardTag tag, @Nullable String value) {
        if (value == null) {
            document.untag(tag.tag());
        } else {
            document.tag(tag.tag(), value);
        }
    }

    void later(Duration time) {
        pass.later(time);
    }
}
