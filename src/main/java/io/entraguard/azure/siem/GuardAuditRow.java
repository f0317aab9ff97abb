package io.entraguard.azure.siem;

import java.util.List;
import java.util.Map;

/**
 * An event as a row of the guard's own table {@code EntraGuardAudit_CL}: what rules ask for in columns, and the whole event
 * in one of type dynamic. Pure.
 */
final class GuardAuditRow {
    /** The columns, in the table's order. */
    static final List<Field> FIELDS = List.of(
            Field.computed("TimeGenerated", "`time`", event -> event.time().toString()),
            Field.text("EventUid", "metadata.uid"),
            Field.text("EventCode", "metadata.event_code"),
            Field.number("ClassUid", "class_uid"),
            Field.number("TypeUid", "type_uid"),
            Field.number("SeverityId", "severity_id"),
            Field.number("StatusId", "status_id"),
            Field.text("FindingId", Paths.FINDING),
            Field.text("Control", Paths.RULE),
            Field.text("ClusterResourceId", Paths.CLUSTER),
            Field.text("SubscriptionGuid", "cloud.account.uid"),
            Field.text("Region", "cloud.region"),
            Field.text("ActorId", Paths.ACTOR_ID),
            Field.text("ActorName", Paths.ACTOR_NAME),
            Field.text("SourceIp", Paths.ADDRESS),
            Field.text("TicketId", "tickets.0.uid"),
            Field.text("PlanId", "unmapped.plan_id"),
            Field.text("CorrelationId", "metadata.correlation_uid"),
            Field.text("ArmRequestId", Paths.REQUEST),
            Field.text("PolicyHash", "unmapped.policy_hash"),
            Field.text("Message", "message"),
            Field.computed("Ocsf", "the whole event", OcsfEvent::tree));

    private GuardAuditRow() {}

    static Map<String, Object> of(Map<String, Object> event) {
        return Row.of(FIELDS, event);
    }
}
