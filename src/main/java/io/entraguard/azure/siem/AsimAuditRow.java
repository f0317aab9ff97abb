package io.entraguard.azure.siem;

import io.entraguard.reconcile.ledger.CanonicalJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event as a row of Microsoft Sentinel's table {@code ASimAuditEventLogs}, by the Advanced Security Information Model's
 * schema AuditEvent 0.1.2. Pure.
 */
final class AsimAuditRow {
    private static final String PRODUCT = "Entra Guard";

    /** The columns, the mandatory ones first. */
    static final List<Field> FIELDS = List.of(
            Field.computed("TimeGenerated", "`time`", event -> event.time().toString()),
            Field.fixed("EventCount", 1),
            Field.computed("EventStartTime", "`time`", event -> event.time().toString()),
            Field.computed("EventEndTime", "`time`", event -> event.time().toString()),
            Field.computed(
                    "EventType",
                    "2003: `Create` for `ticket.created`, else `Other`; 2004: `Other`; 3004: `Enable` (Activate),"
                            + " `Disable` (Deactivate), else `Other`; 6003: `Read`, `Set` (Update), else `Other`;"
                            + " 7001: `Set`",
                    AsimAuditRow::type),
            Field.computed(
                    "EventResult",
                    "3004, 6003, 7001: `Success` where `status_id` is 1, `Failure` where it is 2, else `NA`; 2003,"
                            + " 2004: `NA`",
                    AsimAuditRow::result),
            Field.fixed("EventProduct", PRODUCT),
            Field.fixed("EventVendor", PRODUCT),
            Field.text("EventProductVersion", "metadata.product.version"),
            Field.fixed("EventSchema", "AuditEvent"),
            Field.fixed("EventSchemaVersion", "0.1.2"),
            Field.fixed("Dvc", PRODUCT),
            Field.text("Operation", Paths.OPERATION),
            Field.computed(
                    "Object",
                    "the last part of the cluster's id, else `entity.name`, else `Entra Guard`",
                    AsimAuditRow::object),
            Field.computed(
                    "ObjectType", "`Cloud Resource` where it is a cluster, else `Other`", AsimAuditRow::objectType),
            Field.text("ObjectId", Paths.CLUSTER),
            Field.found(
                    "OldValue",
                    "`unmapped.changes`: each path with its value before, as JSON",
                    event -> changes(event, "before")),
            Field.found(
                    "NewValue",
                    "`unmapped.changes`: each path with its value after, as JSON",
                    event -> changes(event, "after")),
            Field.computed(
                    "EventSeverity",
                    "`severity_id`: 1 `Informational`, 2 `Low`, 3 `Medium`, 4 and 5 `High`",
                    AsimAuditRow::severity),
            Field.text("EventResultDetails", Paths.DETAIL),
            Field.text("EventOriginalUid", "metadata.uid"),
            Field.text("EventOriginalType", "metadata.event_code"),
            Field.text("EventOriginalSeverity", "severity"),
            Field.text("EventMessage", "message"),
            Field.text("ActorUserId", Paths.ACTOR_ID),
            Field.found(
                    "ActorUserIdType",
                    "`AADID` where there is an `ActorUserId`",
                    event -> Field.first(event, Paths.ACTOR_ID).map(id -> "AADID")),
            Field.text("ActorUsername", Paths.ACTOR_NAME),
            Field.found(
                    "ActorUsernameType",
                    "`UPN` where the name holds an @, else `Simple`",
                    event -> Field.first(event, Paths.ACTOR_NAME).map(name -> name.contains("@") ? "UPN" : "Simple")),
            Field.text("SrcIpAddr", Paths.ADDRESS),
            Field.text("RuleName", Paths.RULE),
            Field.found(
                    "AdditionalFields",
                    "finding, ticket, plan, ARM's request and policy, by OCSF's paths",
                    event -> additional(event)));

    private static final List<String> ADDITIONAL = List.of(
            "finding_info.uid",
            "metadata.correlation_uid",
            "tickets.0.uid",
            "unmapped.plan_id",
            "unmapped.command_uid",
            "api.request.uid",
            "unmapped.policy_hash");

    private AsimAuditRow() {}

    static Map<String, Object> of(Map<String, Object> event) {
        return Row.of(FIELDS, event);
    }

    private static Object type(OcsfEvent event) {
        int activity = event.number("activity_id");
        return switch (event.number("class_uid")) {
            case 2003 -> event.code().equals("ticket.created") ? "Create" : "Other";
            case 3004 -> activity == 10 ? "Enable" : activity == 11 ? "Disable" : "Other";
            case 6003 -> activity == 2 ? "Read" : activity == 3 ? "Set" : "Other";
            case 7001 -> "Set";
            default -> "Other";
        };
    }

    private static Object result(OcsfEvent event) {
        boolean outcome = List.of(3004, 6003, 7001).contains(event.number("class_uid"));
        int status = outcome ? event.number("status_id") : 0;
        return status == 1 ? "Success" : status == 2 ? "Failure" : "NA";
    }

    private static Object object(OcsfEvent event) {
        return Field.first(event, Paths.CLUSTER)
                .map(id -> id.substring(id.lastIndexOf('/') + 1))
                .or(() -> event.text("entity.name"))
                .orElse(PRODUCT);
    }

    private static Object objectType(OcsfEvent event) {
        return Field.first(event, Paths.CLUSTER).isPresent() ? "Cloud Resource" : "Other";
    }

    private static Object severity(OcsfEvent event) {
        return switch (event.number("severity_id")) {
            case 2 -> "Low";
            case 3 -> "Medium";
            case 4, 5 -> "High";
            default -> "Informational";
        };
    }

    /** The changed properties and nothing else; empty where nothing changed. */
    private static Optional<Object> changes(OcsfEvent event, String which) {
        if (!(event.at("unmapped.changes").orElse(null) instanceof List<?> changes) || changes.isEmpty()) {
            return Optional.empty();
        }
        var values = new ArrayList<Object>();
        for (int i = 0; i < changes.size(); i++) {
            String at = "unmapped.changes." + i + ".";
            var value = new LinkedHashMap<String, Object>();
            value.put("path", event.text(at + "path").orElse(""));
            event.at(at + which).ifPresent(found -> value.put("value", found));
            values.add(value);
        }
        return Optional.of(CanonicalJson.write(values));
    }

    private static Optional<Object> additional(OcsfEvent event) {
        var fields = new LinkedHashMap<String, Object>();
        ADDITIONAL.forEach(path -> event.text(path).ifPresent(value -> fields.put(path, value)));
        return fields.isEmpty() ? Optional.empty() : Optional.of(fields);
    }
}
