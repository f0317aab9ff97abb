package io.entraguard.tickets;

import java.net.URI;

/**
 * Where ServiceNow's records go and what they are there.
 *
 * @param instance the instance's address, such as {@code https://example.service-now.com}
 * @param table the table for clusters whose policy names none: one that extends {@code task}
 * @param closeCode the resolution code of an incident; which words there are differs by release and plugin
 * @param journal where comments go
 */
public record ServiceNowPlace(URI instance, String table, String closeCode, Journal journal) {
    /** Incidents with a resolution code that newer releases have, and work notes. */
    public static ServiceNowPlace incidents(URI instance) {
        return new ServiceNowPlace(instance, "incident", "Solution provided", Journal.WORK_NOTES);
    }

    /** The two journals of a task. */
    public enum Journal {
        /** For those who work on it. */
        WORK_NOTES("work_notes"),
        /** For those who asked for it, too. */
        COMMENTS("comments");

        private final String column;

        Journal(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }
    }
}
