package io.entraguard.azure.siem;

/** Where the classes of OCSF that the guard speaks keep the same thing; the evidence of an alert stands last. */
final class Paths {
    static final String[] CLUSTER = {"resources.0.uid", "unmapped.resource_uid"};
    static final String[] ACTOR_ID = {"actor.user.uid", "evidences.0.actor.user.uid"};
    static final String[] ACTOR_NAME = {
        "actor.user.name",
        "evidences.0.actor.user.name",
        "actor.app_name",
        "actor.user.uid",
        "evidences.0.actor.user.uid"
    };
    static final String[] ADDRESS = {"src_endpoint.ip", "evidences.0.src_endpoint.ip"};
    static final String[] OPERATION = {"api.operation", "evidences.0.api.operation", "metadata.event_code"};
    static final String[] REQUEST = {"api.request.uid", "evidences.0.api.request.uid"};
    static final String[] FINDING = {"finding_info.uid", "unmapped.finding_uids.0", "entity.uid"};
    static final String[] RULE = {"compliance.control", "finding_info.analytic.uid"};
    static final String[] DETAIL = {"status_code", "status_detail"};

    private Paths() {}
}
