package io.entraguard.tickets;

import io.entraguard.model.Severity;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where Jira's tickets go and what they are there.
 *
 * @param site the address under which people see Jira, such as {@code https://example.atlassian.net}; the API may have
 *     another one
 * @param project the key of the project for clusters whose policy names none
 * @param issueType the name of the issue type, which each project must have
 * @param priorities the name of the priority for each severity; a project that lacks it keeps its own default
 */
public record JiraPlace(URI site, Optional<String> project, String issueType, Map<Severity, String> priorities) {
    /** An issue type that Jira's templates for software and for business projects both have. */
    public static final String TASK = "Task";

    /** The names that a new Jira site has. */
    public static final Map<Severity, String> PRIORITIES = Map.of(
            Severity.CRITICAL, "Highest",
            Severity.HIGH, "High",
            Severity.MEDIUM, "Medium",
            Severity.LOW, "Low");

    public JiraPlace {
        priorities = Map.copyOf(priorities);
    }

    /** A site with the issue type and the priorities that are usual. */
    public JiraPlace(URI site, Optional<String> project) {
        this(site, project, TASK, PRIORITIES);
    }
}
