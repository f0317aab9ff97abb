package io.entraguard.cli;

import io.entraguard.cli.Outcome.Status;
import io.entraguard.model.Severity;

/** Colours for a terminal, where they are wanted. */
record Paint(boolean wanted) {
    private static final String RED = "31";
    private static final String BOLD_RED = "1;31";
    private static final String YELLOW = "33";
    private static final String GREEN = "32";
    private static final String BOLD = "1";
    private static final String NONE = "";

    String severity(Severity severity, String text) {
        return in(
                switch (severity) {
                    case CRITICAL -> BOLD_RED;
                    case HIGH -> RED;
                    case MEDIUM -> YELLOW;
                    case LOW -> NONE;
                },
                text);
    }

    String status(Status status, String text) {
        return in(
                switch (status) {
                    case COMPLIANT -> GREEN;
                    case NONCOMPLIANT -> RED;
                    case UNKNOWN -> YELLOW;
                },
                text);
    }

    String heading(String text) {
        return in(BOLD, text);
    }

    private String in(String colour, String text) {
        return wanted && !colour.isEmpty() && !text.isBlank() ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }
}
