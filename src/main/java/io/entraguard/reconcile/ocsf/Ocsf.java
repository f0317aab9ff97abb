package io.entraguard.reconcile.ocsf;

import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.ApprovalAsked;
import io.entraguard.model.AuditEvent.Cases;
import io.entraguard.model.AuditEvent.ChainContinued;
import io.entraguard.model.AuditEvent.Decided;
import io.entraguard.model.AuditEvent.EventRejected;
import io.entraguard.model.AuditEvent.FindingChanged;
import io.entraguard.model.AuditEvent.FindingClosed;
import io.entraguard.model.AuditEvent.FindingOpened;
import io.entraguard.model.AuditEvent.FindingSuppressed;
import io.entraguard.model.AuditEvent.LedgerAnchored;
import io.entraguard.model.AuditEvent.PolicyChanged;
import io.entraguard.model.AuditEvent.RemediationEnded;
import io.entraguard.model.AuditEvent.RemediationIntended;
import io.entraguard.model.AuditEvent.RequestRuled;
import io.entraguard.model.AuditEvent.TicketMoved;
import io.entraguard.model.AuditEvent.WaiverMoved;
import java.util.List;
import java.util.Map;

/**
 * Renders audit events as events of the Open Cybersecurity Schema Framework 1.8.0, as trees: Compliance Finding (2003)
 * for findings, tickets and decisions, Detection Finding (2004) for alerts, Entity Management (3004) for exemptions and
 * their like, API Activity (6003) for what is asked for by tags, and Remediation Activity (7001) always together with API
 * Activity, because only the latter may name a resource. Immutable.
 *
 * <p>What a thing is named is computed, never counted: a finding ({@code finding_info.uid} and
 * {@code metadata.correlation_uid}) by cluster and control, an event ({@code metadata.uid}) by class, code, cluster and
 * occurrence, so that a step that is played again names its events as it did. Whatever came from outside is cut to 1,000
 * characters and loses its control characters.
 */
public final class Ocsf {
    /** The version of the schema that every event claims. */
    public static final String SCHEMA_VERSION = "1.8.0";

    private final String version;

    /**
     * Speaks for this product.
     *
     * @param version the product's own version
     */
    public Ocsf(String version) {
        this.version = version;
    }

    /** The events that say what happened, in the order in which they are to be recorded; at least one. */
    public List<Map<String, Object>> events(AuditEvent event) {
        return event.body().match(new Rendering(new OcsfFrame(version, event)));
    }

    private static final class Rendering implements Cases<List<Map<String, Object>>> {
        private final OcsfFindings findings;
        private final OcsfAlerts alerts;
        private final OcsfRemediations remediations;
        private final OcsfCalls calls;
        private final OcsfRequests requests;
        private final OcsfWaivers waivers;
        private final OcsfLedger ledger;

        private Rendering(OcsfFrame frame) {
            this.findings = new OcsfFindings(frame);
            this.alerts = new OcsfAlerts(frame);
            this.calls = new OcsfCalls(frame);
            this.remediations = new OcsfRemediations(frame, calls);
            this.requests = new OcsfRequests(frame);
            this.waivers = new OcsfWaivers(frame);
            this.ledger = new OcsfLedger(frame);
        }

        @Override
        public List<Map<String, Object>> findingOpened(FindingOpened body) {
            return List.of(findings.opened(body.finding()));
        }

        @Override
        public List<Map<String, Object>> findingChanged(FindingChanged body) {
            return List.of(findings.changed(body));
        }

        @Override
        public List<Map<String, Object>> findingClosed(FindingClosed body) {
            return List.of(findings.closed(body));
        }

        @Override
        public List<Map<String, Object>> findingSuppressed(FindingSuppressed body) {
            return List.of(findings.suppressed(body));
        }

        @Override
        public List<Map<String, Object>> ticketMoved(TicketMoved body) {
            return findings.ticket(body);
        }

        @Override
        public List<Map<String, Object>> decided(Decided body) {
            boolean dryRun = body.would().filter("remediate"::equals).isPresent();
            return dryRun ? remediations.dryRun(body) : List.of(findings.decided(body));
        }

        @Override
        public List<Map<String, Object>> remediationIntended(RemediationIntended body) {
            return remediations.intended(body);
        }

        @Override
        public List<Map<String, Object>> remediationEnded(RemediationEnded body) {
            return remediations.ended(body);
        }

        @Override
        public List<Map<String, Object>> alert(Alert body) {
            return List.of(alerts.alert(body));
        }

        @Override
        public List<Map<String, Object>> eventRejected(EventRejected body) {
            return List.of(calls.rejected(body));
        }

        @Override
        public List<Map<String, Object>> approvalAsked(ApprovalAsked body) {
            return List.of(requests.asked(body));
        }

        @Override
        public List<Map<String, Object>> requestRuled(RequestRuled body) {
            return List.of(requests.ruled(body));
        }

        @Override
        public List<Map<String, Object>> waiverMoved(WaiverMoved body) {
            return List.of(waivers.moved(body));
        }

        @Override
        public List<Map<String, Object>> policyChanged(PolicyChanged body) {
            return List.of(calls.policyChanged(body));
        }

        @Override
        public List<Map<String, Object>> ledgerAnchored(LedgerAnchored body) {
            return List.of(ledger.anchored(body));
        }

        @Override
        public List<Map<String, Object>> chainContinued(ChainContinued body) {
            return List.of(ledger.continued(body));
        }
    }
}
