package io.entraguard.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.entraguard.azure.rest.AzureHttp;
import io.entraguard.azure.siem.EventHubSink.Format;
import io.entraguard.functions.GuardSettings.Credential;
import io.entraguard.functions.SiemSettings.EventHub;
import io.entraguard.functions.SiemSettings.LogsIngestion;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiemSettingsTest {
    private static final String RULE = "dcr-00000000000000000000000000000abc";

    private static SiemSettings settings(String... namesAndValues) {
        return settings(Credential.DEFAULT, namesAndValues);
    }

    private static SiemSettings settings(Credential credential, String... namesAndValues) {
        var environment = new HashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return SiemSettings.of(new Variables(environment), credential);
    }

    @Test
    void nothing_given_is_nowhere() {
        SiemSettings nothing = settings("GUARD_LOGS_INGESTION_STREAM", "Custom-X_CL", "GUARD_EVENT_HUB_FORMAT", "cef");
        assertThat(nothing).isEqualTo(new SiemSettings(Optional.empty(), Optional.empty()));
        assertThat(Sinks.of(nothing, new AzureHttp("test", Duration.ofSeconds(1)), Optional.empty()))
                .isEmpty();
    }

    @Test
    void each_stream_and_each_hub_is_a_way_out_of_its_own() {
        SiemSettings settings = settings(
                Credential.NONE,
                "GUARD_LOGS_INGESTION_ENDPOINT",
                "http://localhost:8080/",
                "GUARD_LOGS_INGESTION_RULE",
                RULE,
                "GUARD_LOGS_INGESTION_ASIM_STREAM",
                "Custom-ASimAuditEventLogs",
                "GUARD_EVENT_HUB_NAMESPACE",
                "http://127.0.0.1:8081",
                "GUARD_EVENT_HUB",
                "audit");
        assertThat(settings.logsIngestion())
                .contains(new LogsIngestion(
                        URI.create("http://localhost:8080"),
                        RULE,
                        "Custom-EntraGuardAudit_CL",
                        Optional.of("Custom-ASimAuditEventLogs")));
        assertThat(Sinks.of(settings, new AzureHttp("test", Duration.ofSeconds(1)), Optional.empty()))
                .containsOnlyKeys("logs-ingestion", "logs-ingestion-asim", "event-hub");
    }

    @Test
    void a_namespace_is_named_as_azure_shows_it() {
        assertThat(settings(
                                "GUARD_EVENT_HUB_NAMESPACE", "ns-1.servicebus.windows.net",
                                "GUARD_EVENT_HUB", "audit",
                                "GUARD_EVENT_HUB_FORMAT", "CEF")
                        .eventHub())
                .contains(new EventHub(URI.create("https://ns-1.servicebus.windows.net"), "audit", Format.CEF));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GUARD_LOGS_INGESTION_ENDPOINT | https://x.ingest.monitor.azure.com | GUARD_LOGS_INGESTION_RULE is"
                        + " missing, and GUARD_LOGS_INGESTION_ENDPOINT is given: give both or neither.",
                "GUARD_LOGS_INGESTION_RULE | dcr-00000000000000000000000000000abc | GUARD_LOGS_INGESTION_ENDPOINT is"
                        + " missing, and GUARD_LOGS_INGESTION_RULE is given: give both or neither.",
                "GUARD_LOGS_INGESTION_RULE | my-rule | GUARD_LOGS_INGESTION_RULE is \"my-rule\": give a data collection"
                        + " rule's immutable id, dcr- and 32 hex digits.",
                "GUARD_LOGS_INGESTION_STREAM | Audit | GUARD_LOGS_INGESTION_STREAM is \"Audit\": give a stream that the"
                        + " rule declares, such as Custom-EntraGuardAudit_CL.",
                "GUARD_EVENT_HUB | audit | GUARD_EVENT_HUB_NAMESPACE is missing, and GUARD_EVENT_HUB is given: give"
                        + " both or neither.",
                "GUARD_EVENT_HUB | a/b | GUARD_EVENT_HUB is \"a/b\": give the name of an Event Hub.",
                "GUARD_EVENT_HUB_NAMESPACE | ns | GUARD_EVENT_HUB_NAMESPACE is \"ns\": give its full name,"
                        + " NAMESPACE.servicebus.windows.net.",
                "GUARD_EVENT_HUB_FORMAT | leef | GUARD_EVENT_HUB_FORMAT is \"leef\": allowed are ocsf, cef.",
            })
    void a_wrong_value_is_refused_in_one_sentence(String name, String value, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(name, value))
                .withMessage(sentence);
    }

    @Test
    void without_a_token_nothing_is_sent_beyond_this_machine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(
                        Credential.NONE,
                        "GUARD_EVENT_HUB_NAMESPACE",
                        "ns.servicebus.windows.net",
                        "GUARD_EVENT_HUB",
                        "audit"))
                .withMessageStartingWith(
                        "GUARD_EVENT_HUB_NAMESPACE is not on this machine, and GUARD_CREDENTIAL is none");
    }
}
