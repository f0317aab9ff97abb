package io.entraguard.functions;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Application Insights resource that audit events go to as well, by its connection string. Who has that may write
 * telemetry, so it shows nowhere.
 */
record Telemetry(String connectionString) {
    /** The variable's standard name, which the Functions host reads as well. */
    static final String VARIABLE = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /** The exporter refuses a longer one. */
    private static final int LONGEST = 4096;

    private static final Pattern KEY =
            Pattern.compile("(?i)(^|;)\\s*InstrumentationKey=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\s*(;|$)");

    /** What is given; empty where the program runs without telemetry. */
    static Optional<Telemetry> of(Variables variables) {
        Optional<String> given = variables.text(VARIABLE);
        given.filter(text -> text.length() > LONGEST || !KEY.matcher(text).find())
                .ifPresent(text -> {
                    throw Variables.invalid(
                            VARIABLE,
                            "is not a connection string",
                            "give the one that the Application Insights resource shows, or leave it empty");
                });
        return given.map(Telemetry::new);
    }

    @Override
    public String toString() {
        return "Telemetry[connectionString=(hidden)]";
    }
}
