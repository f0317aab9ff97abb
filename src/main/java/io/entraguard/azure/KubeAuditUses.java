package io.entraguard.azure;

import io.entraguard.model.Actor;
import io.entraguard.model.CertificateUse;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.Sha256;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.reconcile.WorkItem.ReconcileRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The uses of admin certificates in one batch, one for each cluster, user agent and hour. Belongs to one batch. */
final class KubeAuditUses {
    /** A client may call itself something else in every call; of more than these one is made. */
    static final int MOST_AGENTS = 20;

    private static final String OTHERS = "other user agents";
    private static final String NONE = "no user agent";

    /** Azure Monitor is minutes late, Event Hubs keep at most 90 days; what is older is no time. */
    private static final Duration OLDEST = Duration.ofDays(100);

    private final Instant now;
    private final Map<ClusterRef, Map<Group, Tally>> clusters = new LinkedHashMap<>();

    KubeAuditUses(Instant now) {
        this.now = now;
    }

    /** What is told as one. */
    private record Group(String userAgent, Instant hour) {}

    /** What was seen of a group. */
    private static final class Tally {
        private final Set<String> requests = new HashSet<>();
        private int nameless;
        private KubeAuditEvent telling;
        private Instant last;

        private Tally(KubeAuditEvent first, Instant at) {
            this.telling = first;
            this.last = at;
        }

        private void add(KubeAuditEvent event, Instant at) {
            if (event.auditId().isEmpty()) {
                nameless++;
            } else {
                requests.add(event.auditId()); // its stages, and both categories, tell of one request
            }
            if (event.acts() && !telling.acts()) {
                telling = event;
            }
            last = at.isAfter(last) ? at : last;
        }

        private int count() {
            return requests.size() + nameless;
        }
    }

    void add(KubeAuditRecord record) {
        KubeAuditEvent event = record.event();
        Instant at = at(record);
        Instant hour = at.truncatedTo(ChronoUnit.HOURS);
        Map<Group, Tally> groups = clusters.computeIfAbsent(record.cluster(), first -> new LinkedHashMap<>());
        var group = new Group(Harmless.text(event.userAgent()).orElse(NONE), hour);
        if (!groups.containsKey(group) && groups.size() >= MOST_AGENTS) {
            group = new Group(OTHERS, hour);
        }
        groups.computeIfAbsent(group, first -> new Tally(event, at)).add(event, at);
    }

    /**
     * When it happened. A time to come would keep the quiet period from ever ending, so that it counts as now; so does one
     * that cannot be read.
     */
    private Instant at(KubeAuditRecord record) {
        return Stream.concat(record.event().times().stream(), record.time().stream())
                .flatMap(text -> instant(text).stream())
                .findFirst()
                .filter(at -> at.isBefore(now) && at.isAfter(now.minus(OLDEST)))
                .orElse(now);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What the loop is to be told. */
    List<ReconcileRequest> requests() {
        var requests = new ArrayList<ReconcileRequest>();
        clusters.forEach(
                (cluster, groups) -> groups.forEach((group, tally) -> requests.add(request(cluster, group, tally))));
        return requests;
    }

    private static ReconcileRequest request(ClusterRef cluster, Group group, Tally tally) {
        KubeAuditEvent event = tally.telling;
        String id = "kube-audit-" + Sha256.hex32(cluster.key() + "\n" + group.hour() + "\n" + group.userAgent());
        // The certificate is everybody's who has it: that it names masterclient identifies nobody.
        var holder = new Actor(Actor.UNKNOWN, Optional.of(KubeAuditEvent.ADMIN), false, false, event.source());
        return ReconcileRequest.used(
                cluster,
                new Sighting(Act.CERTIFICATE_USED, id, tally.last, holder, Optional.empty()),
                new CertificateUse(
                        group.userAgent(),
                        event.sources(),
                        Harmless.text(event.verb()).orElse("unknown"),
                        Harmless.text(event.object()).orElse("unknown"),
                        tally.count()));
    }
}
