package io.entraguard.reconcile;

import io.entraguard.model.Actor;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.policy.Controls;
import io.entraguard.policy.Settings;
import io.entraguard.policy.Verdict.Judged;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One cluster's memory through several looks, and what is recorded of them. */
final class Passing {
    static final String SOMEBODY = "44444444-4444-4444-4444-444444444444";
    static final String GUARD = "9a9a9a9a-0000-4000-8000-000000000009";

    final ClusterRef cluster = Rig.ref(ClusterDocument.plain("c-1"));
    Instant now = Instant.parse("2026-01-05T09:00:00Z");
    final ClusterMemory memory = new ClusterMemory(cluster, now);
    private final List<AuditEvent> audited = new ArrayList<>();

    /** A draft of a look at this instant. */
    AuditDraft draft() {
        return new AuditDraft(audited::addAll, memory, "hash", now);
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    /** What was recorded since the last call, flushed or not being the caller's affair. */
    List<Body> recorded() {
        List<Body> bodies = audited.stream().map(AuditEvent::body).toList();
        audited.clear();
        return bodies;
    }

    /** A look finds the cluster so. */
    List<Body> looks(ClusterDocument document) {
        AuditDraft draft = draft();
        new FindingBook(memory, draft, now)
                .enter(new Judged(document.snapshot(), Controls.judge(document.snapshot(), Settings.DEFAULTS, false)));
        TagBook.looked(memory, now);
        draft.flush();
        return recorded();
    }

    Sighting sees(Act act, String by, Instant at) {
        return new Sighting(
                act,
                "e-" + act + by + at,
                at,
                new Actor(by, Optional.empty(), false, true, Optional.empty()),
                Optional.empty());
    }
}
