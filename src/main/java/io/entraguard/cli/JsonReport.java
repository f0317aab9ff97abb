package io.entraguard.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.entraguard.cli.Outcome.Planned;
import io.entraguard.model.Finding;
import io.entraguard.policy.Change;
import io.entraguard.policy.Decision;
import io.entraguard.policy.Plan;
import io.entraguard.policy.Step;
import io.entraguard.reconcile.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The report as JSON. Its shape is a contract: keys may be added, none changes. All of it is ASCII. */
final class JsonReport {
    private static final int ASCII = 127;

    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    static void print(List<Outcome> outcomes, PrintWriter out) {
        var layout = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try (JsonGenerator json = Json.FACTORY
                .createGenerator(out)
                .setHighestNonEscapedChar(ASCII)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.setPrettyPrinter(layout);
            new JsonReport(json).report(outcomes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    private void report(List<Outcome> outcomes) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("clusters");
        for (Outcome outcome : outcomes) {
            cluster(outcome);
        }
        json.writeEndArray();
        summary(Summary.of(outcomes));
        json.writeEndObject();
    }

    private void cluster(Outcome outcome) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", outcome.id());
        json.writeStringField("name", outcome.name());
        json.writeStringField("status", outcome.status().word());
        if (outcome.unreadable().isPresent()) {
            json.writeStringField("unreadable", outcome.unreadable().get());
        }
        json.writeArrayFieldStart("findings");
        for (Finding finding : outcome.findings()) {
            finding(finding);
        }
        json.writeEndArray();
        if (outcome.planned().isPresent()) {
            planned(outcome.planned().get());
        }
        json.writeEndObject();
    }

    private void finding(Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("control", finding.control().code());
        json.writeStringField("severity", finding.severity().word());
        json.writeStringField("title", finding.title());
        json.writeStringField("observed", finding.observed());
        json.writeStringField("remediation", finding.remedy().word());
        texts("references", finding.references());
        json.writeEndObject();
    }

    private void planned(Planned planned) throws IOException {
        json.writeObjectFieldStart("policy");
        json.writeStringField("rule", planned.match().rule());
        json.writeStringField("mode", planned.match().settings().mode().word());
        texts("passedOver", planned.match().passedOver());
        json.writeEndObject();
        Decision decision = planned.decision();
        json.writeObjectFieldStart("decision");
        json.writeStringField("step", decision.step().word());
        texts("reasons", decision.reasons());
        changes(decision.step());
        orNull("planId", decision.step().planned().map(Plan::id));
        orNull("until", decision.step().ends().map(Object::toString));
        json.writeStringField("mode", decision.mode().word());
        texts(
                "because",
                decision.because().stream().map(Decision.Because::sentence).toList());
        if (decision.step() instanceof Step.Recorded recorded) {
            json.writeObjectFieldStart("would");
            json.writeStringField("step", recorded.would().word());
            changes(recorded.would());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void changes(Step step) throws IOException {
        json.writeArrayFieldStart("changes");
        for (Change change : step.planned().map(Plan::changes).orElse(List.of())) {
            json.writeStartObject();
            json.writeStringField("path", change.path());
            json.writeFieldName("from");
            value(change.from());
            json.writeFieldName("to");
            value(change.to());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void value(@Nullable Object value) throws IOException {
        if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                json.writeString(String.valueOf(item));
            }
            json.writeEndArray();
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }

    private void summary(Summary summary) throws IOException {
        json.writeObjectFieldStart("summary");
        json.writeNumberField("evaluated", summary.evaluated());
        json.writeNumberField("compliant", summary.compliant());
        json.writeNumberField("noncompliant", summary.noncompliant());
        json.writeNumberField("exempt", summary.exempt());
        json.writeNumberField("unknown", summary.unknown());
        json.writeFieldName("complianceRate");
        if (summary.complianceRate().isPresent()) {
            json.writeNumber(summary.complianceRate().get());
        } else {
            json.writeNull();
        }
        if (!summary.inAuto().isEmpty()) {
            json.writeObjectFieldStart("auto");
            for (Map.Entry<String, Integer> step : summary.inAuto().entrySet()) {
                json.writeNumberField(step.getKey(), step.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void texts(String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private void orNull(String name, Optional<String> text) throws IOException {
        json.writeStringField(name, text.orElse(null));
    }
}
