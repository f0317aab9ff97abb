package io.entraguard.functions;

import io.entraguard.azure.siem.EventHubSink;
import io.entraguard.functions.GuardSettings.Credential;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where audit events go beside the ledger; nowhere where nothing is given.
 *
 * @param logsIngestion {@code GUARD_LOGS_INGESTION_*}
 * @param eventHub {@code GUARD_EVENT_HUB*}
 */
record SiemSettings(Optional<LogsIngestion> logsIngestion, Optional<EventHub> eventHub) {
    private static final Pattern RULE = Pattern.compile("dcr-[0-9a-f]{32}");
    private static final Pattern STREAM = Pattern.compile("Custom-[A-Za-z][A-Za-z0-9_]{0,99}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})+");
    private static final Pattern HUB = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,255}");

    /**
     * A data collection rule.
     *
     * @param rule its immutable id
     * @param stream of the guard's own table
     * @param asimStream of Sentinel's table of audit events, where that is wanted
     */
    record LogsIngestion(URI endpoint, String rule, String stream, Optional<String> asimStream) {}

    /** An Event Hub and what is sent to it. */
    record EventHub(URI endpoint, String hub, EventHubSink.Format format) {}

    static SiemSettings of(Variables variables, Credential credential) {
        var settings = new SiemSettings(logsIngestion(variables), eventHub(variables));
        settings.logsIngestion()
                .ifPresent(given -> token("GUARD_LOGS_INGESTION_ENDPOINT", given.endpoint(), credential));
        settings.eventHub().ifPresent(given -> token("GUARD_EVENT_HUB_NAMESPACE", given.endpoint(), credential));
        return settings;
    }

    private static void token(String name, URI endpoint, Credential credential) {
        if (credential == Credential.NONE && !Variables.isLoopback(endpoint)) {
            throw Variables.invalid(
                    name,
                    "is not on this machine, and GUARD_CREDENTIAL is none",
                    "use default or managed-identity, or an http endpoint on localhost");
        }
    }

    private static Optional<LogsIngestion> logsIngestion(Variables variables) {
        Optional<URI> endpoint = variables.url("GUARD_LOGS_INGESTION_ENDPOINT");
        Optional<String> rule = variables.matching(
                "GUARD_LOGS_INGESTION_RULE", RULE, "a data collection rule's immutable id, dcr- and 32 hex digits");
        both("GUARD_LOGS_INGESTION_ENDPOINT", endpoint, "GUARD_LOGS_INGESTION_RULE", rule);
        String stream = stream(variables, "GUARD_LOGS_INGESTION_STREAM").orElse("Custom-EntraGuardAudit_CL");
        Optional<String> asimStream = stream(variables, "GUARD_LOGS_INGESTION_ASIM_STREAM");
        return endpoint.map(url -> new LogsIngestion(url, rule.orElseThrow(), stream, asimStream));
    }

    private static Optional<String> stream(Variables variables, String name) {
        return variables.matching(name, STREAM, "a stream that the rule declares, such as Custom-EntraGuardAudit_CL");
    }

    private static Optional<EventHub> eventHub(Variables variables) {
        Optional<URI> namespace = namespace(variables);
        Optional<String> hub = variables.matching("GUARD_EVENT_HUB", HUB, "the name of an Event Hub");
        both("GUARD_EVENT_HUB_NAMESPACE", namespace, "GUARD_EVENT_HUB", hub);
        EventHubSink.Format format = variables.word("GUARD_EVENT_HUB_FORMAT", EventHubSink.Format.OCSF);
        return namespace.map(url -> new EventHub(url, hub.orElseThrow(), format));
    }

    /** The name that Azure shows; or a URL, for one that is not Azure's. */
    private static Optional<URI> namespace(Variables variables) {
        String name = "GUARD_EVENT_HUB_NAMESPACE";
        if (variables.text(name).filter(given -> given.contains("://")).isPresent()) {
            return variables.url(name);
        }
        return variables
                .matching(name, HOST, "its full name, NAMESPACE.servicebus.windows.net")
                .map(host -> URI.create("https://" + host));
    }

    private static void both(String one, Optional<?> first, String other, Optional<?> second) {
        if (first.isPresent() != second.isPresent()) {
            String missing = first.isPresent() ? other : one;
            throw Variables.invalid(
                    missing,
                    "is missing, and " + (first.isPresent() ? one : other) + " is given",
                    "give both or neither");
        }
    }
}
