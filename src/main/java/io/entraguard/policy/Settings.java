package io.entraguard.policy;

import io.entraguard.model.ControlId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a policy says of one cluster, defaults and the winning rule laid over each other.
 *
 * @param adminGroups object ids of the groups that are to administer
 * @param localAccountsGrace how long after Entra is on the local accounts stay
 * @param quietPeriod how long no static credential may have been listed or used before local accounts go
 * @param verifyAdministrators whether a group or role assignment must be looked up to count
 * @param settle a younger cluster is recorded, not acted on
 * @param tenant the tenant that clusters must be tied to
 * @param approvers object ids of those whose tags count
 * @param approvalTtl how long after the guard asked a tag may approve
 * @param requireMfa whether a tag counts only where its writer's claims show a multi-factor sign-in
 * @param inheritTags whether tags of resource group and subscription count for matching too
 * @param priority lower ones come first; among equals production does
 * @param ticketAlso controls that open and hold open a ticket although they never make a cluster non-compliant
 */
public record Settings(
        Mode mode,
        List<String> adminGroups,
        AzureRbac azureRbac,
        LocalAccounts localAccounts,
        Duration localAccountsGrace,
        Duration quietPeriod,
        boolean verifyAdministrators,
        PipelineOwned pipelineOwned,
        Duration settle,
        boolean migrateLegacy,
        String ownerTag,
        String costCenterTag,
        Optional<String> tenant,
        TagMode tagMode,
        List<String> approvers,
        Duration approvalTtl,
        boolean requireMfa,
        Optional<ChangeWindow> changeWindow,
        boolean inheritTags,
        int priority,
        TicketRouting ticket,
        List<ControlId> ticketAlso) {

    /** What to do with {@code enableAzureRBAC} when the cluster is written anyway. */
    public enum AzureRbac {
        UNCHANGED,
        ENABLE
    }

    /** What to do with local accounts. */
    public enum LocalAccounts {
        DISABLE,
        KEEP
    }

    /** What to do with a cluster whose configuration an application wrote last. */
    public enum PipelineOwned {
        ACT,
        TICKET
    }

    /** Which modes the tag {@code entra-guard-mode} may choose. */
    public enum TagMode {
        NONE,
        SAFER,
        ANY
    }

    /** What stands where neither defaults nor rule say anything: the policy file's documented defaults. */
    public static final Settings DEFAULTS = new Settings(
            Mode.TICKET,
            List.of(),
            AzureRbac.UNCHANGED,
            LocalAccounts.DISABLE,
            Duration.ZERO,
            Duration.ofDays(7),
            true,
            PipelineOwned.ACT,
            Duration.ofMinutes(15),
            false,
            "owner",
            "cost-center",
            Optional.empty(),
            TagMode.SAFER,
            List.of(),
            Duration.ofHours(24),
            false,
            Optional.empty(),
            false,
            100,
            TicketRouting.DEFAULT,
            List.of());

    public Settings {
        adminGroups = List.copyOf(adminGroups);
        approvers = List.copyOf(approvers);
        ticketAlso = List.copyOf(ticketAlso);
    }

    /** The same with another mode. */
    public Settings withMode(Mode other) {
        return new Settings(
                other,
                adminGroups,
                azureRbac,
                localAccounts,
                localAccountsGrace,
                quietPeriod,
                verifyAdministrators,
                pipelineOwned,
                settle,
                migrateLegacy,
                ownerTag,
                costCenterTag,
                tenant,
                tagMode,
                approvers,
                approvalTtl,
                requireMfa,
                changeWindow,
                inheritTags,
                priority,
                ticket,
                ticketAlso);
    }
}
