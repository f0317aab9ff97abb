package io.entraguard.infra;

import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of infra with one mistake.
 *
 * @param becomes what stands in its place
 * @param said how the fault begins that must be found, file first
 */
record BrokenInfra(String file, String is, String becomes, String said) {
    @Override
    public String toString() {
        return file + ": " + said.replaceFirst("^.*?: ", "");
    }

    static List<BrokenInfra> all() {
        return Stream.of(names(), access(), settings(), steps())
                .flatMap(List::stream)
                .toList();
    }

    private static List<BrokenInfra> names() {
        return List.of(
                new BrokenInfra("main.bicep", "token: token", "token token", "main.bicep: cannot be parsed"),
                new BrokenInfra("main.bicep", "token: token", "token: tokn", "main.bicep: nothing is called tokn"),
                new BrokenInfra("main.bicep", "toLower(", "toLowr(", "main.bicep: no function is called toLowr"),
                new BrokenInfra(
                        "main.bicep",
                        "    retentionDays: logRetentionDays\n",
                        "",
                        "main.bicep: module logs is not given retentionDays"),
                new BrokenInfra(
                        "main.bicep",
                        "    retentionDays: logRetentionDays\n",
                        "    retentionDays: logRetentionDays\n    more: 1\n",
                        "main.bicep: module logs has no parameter more"),
                new BrokenInfra(
                        "main.bicep",
                        "    sentinel: sentinel",
                        "    sentinel: 'yes'",
                        "main.bicep: module logs: sentinel is bool, not string"),
                new BrokenInfra(
                        "main.bicep",
                        "logs.outputs.ruleName",
                        "logs.outputs.rule",
                        "main.bicep: module logs has no output rule"),
                new BrokenInfra(
                        "main.parameters.json",
                        "\"mode\"",
                        "\"guardMode\"",
                        "main.parameters.json: main.bicep has no parameter guardMode"),
                new BrokenInfra(
                        "events.bicep", "modules/topic", "modules/topics", "events.bicep: no file topics.bicep"),
                new BrokenInfra(
                        "events.bicep",
                        "  scope: resourceGroup(resourceGroupName)\n",
                        "",
                        "events.bicep: module topic is at scope subscription, its file is for resourceGroup"),
                new BrokenInfra(
                        "modules/topic.bicep",
                        "../watched-events.json",
                        "../watched.json",
                        "modules/topic.bicep: no file watched.json"),
                new BrokenInfra(
                        "modules/topic.bicep",
                        "watched.operations",
                        "watched.operation",
                        "modules/topic.bicep: watched has no operation"),
                new BrokenInfra(
                        "modules/topic.bicep",
                        "functions/ClusterEvents",
                        "functions/ClusterEvent",
                        "modules/topic.bicep: no function is called ClusterEvent"),
                new BrokenInfra(
                        "modules/topic.bicep",
                        "blobContainerName: 'dead-letters'",
                        "blobContainerName: 'dead-letter'",
                        "modules/topic.bicep: there is no container dead-letter"),
                new BrokenInfra(
                        "watched-events.json",
                        "managedClusters/delete",
                        "managedClusters/deleted",
                        "onboard/system-topic.json: its filter is not that of watched-events.json"),
                new BrokenInfra(
                        "modules/hub.bicep",
                        "eventhubs@2024-01-01",
                        "eventhub@2024-01-01",
                        "modules/hub.bicep: Microsoft.EventHub/namespaces/eventhub@2024-01-01 is not among the types"),
                new BrokenInfra(
                        "modules/identities.bicep",
                        "param token string",
                        "param token string\nparam token string",
                        "modules/identities.bicep: token is declared twice"),
                new BrokenInfra(
                        "modules/identities.bicep",
                        "param token string",
                        "param token string\nparam more string",
                        "modules/identities.bicep: param more is never used"));
    }

    private static List<BrokenInfra> access() {
        return List.of(
                new BrokenInfra(
                        "modules/storage.bicep",
                        "allowSharedKeyAccess: false",
                        "allowSharedKeyAccess: true",
                        "modules/storage.bicep: account needs allowSharedKeyAccess: false"),
                new BrokenInfra(
                        "modules/storage.bicep",
                        "name: 'reconcile-poison'",
                        "name: 'reconcile-dead'",
                        "modules/storage.bicep: reconcile-poison is missing among queues"),
                new BrokenInfra(
                        "modules/storage.bicep",
                        "name: 'clusters'",
                        "name: 'cluster'",
                        "modules/storage.bicep: clusters is missing among tables"),
                new BrokenInfra(
                        "modules/storage.bicep",
                        "name: 'ledger'",
                        "name: 'ledgers'",
                        "modules/storage.bicep: ledger is missing among containers"),
                new BrokenInfra(
                        "modules/permissions.bicep",
                        "b7e6dc6d-",
                        "b7e6dc6e-",
                        "modules/permissions.bicep: b7e6dc6e-f1e8-4753-8033-0f276bb0955b is not a known role"),
                new BrokenInfra(
                        "modules/permissions.bicep",
                        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
                        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
                        "modules/permissions.bicep: b7e6dc6d-f1e8-4753-8033-0f276bb0955b is Storage Blob Data Owner"),
                new BrokenInfra(
                        "modules/permissions.bicep",
                        "account::queues::poison.id",
                        "account::queues::poisoned.id",
                        "modules/permissions.bicep: no resource queues::poisoned"),
                new BrokenInfra(
                        "policy/kube-audit.json",
                        "92aaf0da-",
                        "92aaf0db-",
                        "policy/kube-audit.json: roleDefinitions/92aaf0db-9dab-42b6-94a3-d43ce8d16293 is not a known"
                                + " role"),
                new BrokenInfra(
                        "access/actions.json",
                        "managedClusters/write",
                        "managedClusters/listClusterAdminCredential/action",
                        "access/actions.json: a role may not hold"
                                + " Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action"),
                new BrokenInfra(
                        "access/actions.json",
                        "Microsoft.Resources/tags/read",
                        "Microsoft.Resources/tags/write",
                        "access/actions.json: a role may not hold Microsoft.Resources/tags/write"),
                new BrokenInfra(
                        "access/actions.json",
                        "Microsoft.Resources/tags/read",
                        "Microsoft.Resources/links/read",
                        "access/actions.json: docs/operations.md does not explain Microsoft.Resources/links/read"),
                new BrokenInfra(
                        "modules/permissions.bicep",
                        "keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'",
                        "monitoringContributor: '749f88d5-cbae-40b8-bcfc-e573ddc772fa'",
                        "modules/permissions.bicep: docs/operations.md does not explain Monitoring Contributor"),
                new BrokenInfra(
                        "onboard/main.bicep",
                        "Microsoft.EventGrid/systemTopics/write",
                        "Microsoft.EventGrid/*",
                        "onboard/main.bicep: a role may not hold Microsoft.EventGrid/*"),
                new BrokenInfra(
                        "access/group-assignment.bicep",
                        "guid(managementGroup().id, principalId, roleDefinitionId)",
                        "guid(managementGroup().id, roleDefinitionId)",
                        "access/group-assignment.bicep: the name of assignment does not depend on principalId"),
                new BrokenInfra(
                        "policy/kube-audit.bicep",
                        "          'Microsoft.Resources/deployments/*'\n",
                        "",
                        "policy/kube-audit.bicep: nothing gives the identity of assignment Microsoft.Resources/deployments/*"),
                new BrokenInfra(
                        "policy/kube-audit.json",
                        "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
                        "749f88d5-cbae-40b8-bcfc-e573ddc772fa",
                        "policy/kube-audit.json: none of its roles holds Microsoft.Resources/deployments/*"),
                new BrokenInfra(
                        "policy/kube-audit.bicep",
                        "'Microsoft.Insights/diagnosticSettings/write'",
                        "'Microsoft.Insights/metricAlerts/write'",
                        "policy/kube-audit.bicep: docs/operations.md does not explain Microsoft.Insights/metricAlerts/write"),
                new BrokenInfra(
                        "modules/topic.bicep",
                        "maxDeliveryAttempts: 30",
                        "maxDeliveryAttempts: 10",
                        "onboard/system-topic.json: its Microsoft.EventGrid/systemTopics/eventSubscriptions is not that of"),
                new BrokenInfra(
                        "onboard/system-topic.json",
                        "\"blobContainerName\": \"dead-letters\"",
                        "\"blobContainerName\": \"app-package\"",
                        "onboard/system-topic.json: its Microsoft.EventGrid/systemTopics/eventSubscriptions is not that of"),
                new BrokenInfra(
                        "modules/permissions.bicep",
                        "scope: account::queues::reconcile\n",
                        "scope: account\n",
                        "modules/permissions.bicep: storageQueueDataContributor is given at storageAccounts, and needs queues"),
                new BrokenInfra(
                        "modules/storage.bicep",
                        "    allowProtectedAppendWrites: true\n",
                        "",
                        "modules/storage.bicep: ledgerPolicy needs allowProtectedAppendWrites: true"),
                new BrokenInfra(
                        "modules/logs.bicep",
                        "      disableLocalAuth: true\n",
                        "",
                        "modules/logs.bicep: workspace needs features.disableLocalAuth: true"));
    }

    private static List<BrokenInfra> settings() {
        return List.of(
                new BrokenInfra(
                        "modules/app.bicep",
                        "  GUARD_TRACKER:",
                        "  GUARD_TRACKERS:",
                        "modules/app.bicep: nothing reads the setting GUARD_TRACKERS"),
                new BrokenInfra(
                        "modules/app.bicep",
                        "  GUARD_MODE: mode\n",
                        "",
                        "modules/app.bicep: the setting GUARD_MODE is read and not given"),
                new BrokenInfra(
                        "modules/app.bicep",
                        "settings.?GUARD_JIRA_SITE",
                        "settings.?GUARD_JIRA_URL",
                        "modules/app.bicep: the setting GUARD_JIRA_SITE is taken from GUARD_JIRA_URL"),
                new BrokenInfra(
                        "modules/app.bicep",
                        "contains(secrets, 'github-token') ? '@Microsoft.KeyVault(VaultName=${vaultName};SecretName="
                                + "github-token)' : ''",
                        "settings.?GUARD_GITHUB_TOKEN ?? ''",
                        "modules/app.bicep: the secret GUARD_GITHUB_TOKEN does not come from the vault"),
                new BrokenInfra(
                        "modules/app.bicep",
                        "SecretName=jira-token",
                        "SecretName=github-token",
                        "modules/app.bicep: the setting GUARD_JIRA_TOKEN asks for one secret and refers to another"),
                new BrokenInfra(
                        "modules/app.bicep",
                        "'Custom-ASimAuditEventLogs'",
                        "'Custom-ASim'",
                        "modules/app.bicep: logs.bicep declares no stream Custom-ASim"),
                new BrokenInfra(
                        "scripts/postdeploy.sh",
                        "GUARD_EVENTS_IDENTITY_ID",
                        "GUARD_EVENT_IDENTITY_ID",
                        "scripts/postdeploy.sh: main.bicep has no output GUARD_EVENT_IDENTITY_ID"));
    }

    private static List<BrokenInfra> steps() {
        return List.of(
                new BrokenInfra(
                        "main.bicep",
                        "name: 'entra-guard-reader-${token}'",
                        "name: 'entra-guard-reader'",
                        "main.bicep: the name of module reader is the same in every region"),
                new BrokenInfra(
                        "onboard/onboard.sh",
                        "--name \"entra-guard-events-$AZURE_LOCATION\"",
                        "--name entra-guard-events",
                        "onboard/onboard.sh: a deployment's name without the region"),
                new BrokenInfra(
                        "onboard/onboard.sh",
                        "storageAccountId=\"$GUARD",
                        "storageId=\"$GUARD",
                        "onboard/onboard.sh: $here/../events.bicep has no parameter storageId"),
                new BrokenInfra(
                        "onboard/onboard.sh",
                        "appId=\"$GUARD_APP_ID\" ",
                        "",
                        "onboard/onboard.sh: $here/../events.bicep is not given appId"),
                new BrokenInfra(
                        "README.md",
                        "--template-file infra/access/reader.bicep",
                        "--template-file infra/access/readers.bicep",
                        "README.md: no template infra/access/readers.bicep"),
                new BrokenInfra(
                        "README.md",
                        "appId=\"$GUARD_APP_ID\"",
                        "appId=\"$GUARD_APP\"",
                        "README.md: main.bicep has no output GUARD_APP"),
                new BrokenInfra(
                        "README.md",
                        "azd env set GUARD_KUBE_AUDIT true",
                        "azd env set GUARD_AUDIT true",
                        "README.md: main.parameters.json does not ask for GUARD_AUDIT"),
                new BrokenInfra(
                        "README.md",
                        "infra/scripts/grant-graph.sh",
                        "infra/scripts/graph.sh",
                        "README.md: there is no infra/scripts/graph.sh"),
                new BrokenInfra(
                        "README.md", " Microsoft.Storage ", " ", "README.md: Microsoft.Storage is not registered"),
                new BrokenInfra(
                        "README.md",
                        "Undo: `az logout",
                        "Back: `az logout",
                        "README.md: no word of how to undo 1. Sign in"),
                new BrokenInfra(
                        "main.parameters.json",
                        "${GUARD_MODE=audit}",
                        "${GUARD_MODE=watch}",
                        "main.parameters.json: watch is not allowed for mode"),
                new BrokenInfra(
                        "main.parameters.json",
                        "${GUARD_KUBE_AUDIT=false}",
                        "${GUARD_KUBE_AUDIT=no}",
                        "main.parameters.json: GUARD_KUBE_AUDIT is not true or false by default"),
                new BrokenInfra(
                        "main.parameters.json",
                        "\"alertEmails\": { \"value\": \"${GUARD_ALERT_EMAILS=}\" }",
                        "\"secrets\": { \"value\": \"${GUARD_ALERT_EMAILS=}\" }",
                        "main.parameters.json: GUARD_ALERT_EMAILS is a text, and secrets is array"),
                new BrokenInfra(
                        "main.parameters.json",
                        "${AZURE_LOCATION}",
                        "${AZURE_LOCATION=}",
                        "main.parameters.json: azd will ask for location"),
                new BrokenInfra(
                        "policy/kube-audit.bicep",
                        "name: 'eg-${region}'",
                        "name: 'eg-audit-${region}'",
                        "policy/kube-audit.bicep: the name of assignment can have 28 characters, of 24"),
                new BrokenInfra(
                        "modules/vault.bicep",
                        "name: 'kv-guard-${token}'",
                        "name: 'vault-of-guard-${token}'",
                        "modules/vault.bicep: the name of vault can have 28 characters, of 24"),
                new BrokenInfra(
                        "modules/app.bicep",
                        "resource signIn 'Microsoft.Web/sites/config@2024-04-01' = {",
                        "resource signIn 'Microsoft.Web/sites/config@2024-04-01' = if (signsIn) {",
                        "modules/app.bicep: signIn would stay as it was"));
    }
}
