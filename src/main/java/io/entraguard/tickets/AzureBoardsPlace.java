package io.entraguard.tickets;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where work items go in Azure Boards.
 *
 * @param organization such as {@code https://dev.azure.com/example}, or a collection of Azure DevOps Server
 * @param project the project for clusters whose policy names none
 * @param type the work item type, which each project must have
 */
public record AzureBoardsPlace(URI organization, String project, String type) {
    /** What Azure DevOps takes as the name of a project or work item type; it is a segment of paths. */
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}/\\\\:~&%;@'\"?<>|#$*}{,+=\\[\\]]{1,128}");

    /**
     * @throws IllegalArgumentException where a name is none that Azure DevOps takes
     */
    public AzureBoardsPlace {
        if (!NAME.matcher(project).matches()) {
            throw new IllegalArgumentException(
                    "the project of Azure Boards has a name that Azure DevOps does not take");
        }
        if (!NAME.matcher(type).matches()) {
            throw new IllegalArgumentException(
                    "the work item type of Azure Boards has a name that Azure DevOps does not take");
        }
    }
}
