package io.entraguard.policy;

import io.entraguard.model.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where tickets of a cluster go and how urgent they are.
 *
 * @param tracker which tracker; empty for the one that the settings name
 * @param project the project in a tracker that has projects (Jira's key, Azure Boards' name)
 * @param repo {@code owner/name} on GitHub
 * @param table ServiceNow's table
 * @param assignee who is to be assigned
 * @param labels what each ticket is labelled with, besides the guard's own
 * @param due how long people have, by the worst finding's severity
 */
public record TicketRouting(
        Optional<Tracker> tracker,
        Optional<String> project,
        Optional<String> repo,
        Optional<String> table,
        Assignee assignee,
        List<String> labels,
        Due due) {

    /** The trackers that there are. */
    public enum Tracker {
        JIRA,
        SERVICENOW,
        GITHUB,
        AZURE_BOARDS,
        WEBHOOK
    }

    /** Whom a ticket is assigned to. */
    public enum Assignee {
        /** Whoever the cluster's owner tag names, where the tracker knows that user. */
        OWNER,
        NOBODY
    }

    /** How long people have, by severity. */
    public record Due(Duration critical, Duration high, Duration medium, Duration low) {
        public static final Due DEFAULT =
                new Due(Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(90));

        /** How long people have for a finding of that severity. */
        public Duration within(Severity severity) {
            return switch (severity) {
                case CRITICAL -> critical;
                case HIGH -> high;
                case MEDIUM -> medium;
                case LOW -> low;
            };
        }
    }

    /** What stands where the policy says nothing. */
    public static final TicketRouting DEFAULT = new TicketRouting(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Assignee.OWNER,
            List.of(),
            Due.DEFAULT);

    public TicketRouting {
        labels = List.copyOf(labels);
    }
}
