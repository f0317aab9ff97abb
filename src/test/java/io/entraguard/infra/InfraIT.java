package io.entraguard.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Bicep files parse, every name in them means something, and they say what the code says. There is no Bicep compiler
 * here and no Azure: whether Azure takes them is not known.
 */
class InfraIT {
    private static final Path INFRA = Path.of("infra");

    /** What the check says of each broken copy, by the copy's number. */
    private static final List<List<String>> SAID = new ArrayList<>();

    /**
     * A copy of infra with one mistake.
     *
     * @param becomes what stands in its place
     * @param said how the fault begins that must be found, file first
     */
    record Broken(String file, String is, String becomes, String said) {
        @Override
        public String toString() {
            return file + ": " + said.replaceFirst("^.*?: ", "");
        }
    }

    static List<Broken> broken() {
        return List.of(
                new Broken("main.bicep", "token: token", "token token", "main.bicep: cannot be parsed"),
                new Broken("main.bicep", "token: token", "token: tokn", "main.bicep: nothing is called tokn"),
                new Broken("main.bicep", "toLower(", "toLowr(", "main.bicep: no function is called toLowr"),
                new Broken(
                        "main.bicep",
                        "    retentionDays: logRetentionDays\n",
                        "",
                        "main.bicep: module logs is not given retentionDays"),
                new Broken(
                        "main.bicep",
                        "    retentionDays: logRetentionDays\n",
                        "    retentionDays: logRetentionDays\n    more: 1\n",
                        "main.bicep: module logs has no parameter more"),
                new Broken(
                        "main.bicep",
                        "    sentinel: sentinel",
                        "    sentinel: 'yes'",
                        "main.bicep: module logs: sentinel is bool, not string"),
                new Broken(
                        "main.bicep",
                        "logs.outputs.ruleName",
                        "logs.outputs.rule",
                        "main.bicep: module logs has no output rule"),
                new Broken(
                        "main.parameters.json",
                        "\"mode\"",
                        "\"guardMode\"",
                        "main.parameters.json: main.bicep has no parameter guardMode"),
                new Broken("events.bicep", "modules/topic", "modules/topics", "events.bicep: no file topics.bicep"),
                new Broken(
                        "events.bicep",
                        "  scope: resourceGroup(resourceGroupName)\n",
                        "",
                        "events.bicep: module topic is at scope subscription, its file is for resourceGroup"),
                new Broken(
                        "modules/topic.bicep",
                        "../watched-events.json",
                        "../watched.json",
                        "modules/topic.bicep: no file watched.json"),
                new Broken(
                        "modules/topic.bicep",
                        "watched.operations",
                        "watched.operation",
                        "modules/topic.bicep: watched has no operation"),
                new Broken(
                        "modules/topic.bicep",
                        "functions/ClusterEvents",
                        "functions/ClusterEvent",
                        "modules/topic.bicep: no function is called ClusterEvent"),
                new Broken(
                        "modules/topic.bicep",
                        "blobContainerName: 'dead-letters'",
                        "blobContainerName: 'dead-letter'",
                        "modules/topic.bicep: there is no container dead-letter"),
                new Broken(
                        "watched-events.json",
                        "managedClusters/delete",
                        "managedClusters/deleted",
                        "onboard/system-topic.json: its filter is not that of watched-events.json"),
                new Broken(
                        "modules/hub.bicep",
                        "eventhubs@2024-01-01",
                        "eventhub@2024-01-01",
                        "modules/hub.bicep: Microsoft.EventHub/namespaces/eventhub@2024-01-01 is not among the types"),
                new Broken(
                        "modules/identities.bicep",
                        "param token string",
                        "param token string\nparam token string",
                        "modules/identities.bicep: token is declared twice"),
                new Broken(
                        "modules/identities.bicep",
                        "param token string",
                        "param token string\nparam more string",
                        "modules/identities.bicep: param more is never used"),
                new Broken(
                        "modules/storage.bicep",
                        "allowSharedKeyAccess: false",
                        "allowSharedKeyAccess: true",
                        "modules/storage.bicep: account needs allowSharedKeyAccess: false"),
                new Broken(
                        "modules/storage.bicep",
                        "name: 'reconcile-poison'",
                        "name: 'reconcile-dead'",
                        "modules/storage.bicep: reconcile-poison is missing among queues"),
                new Broken(
                        "modules/storage.bicep",
                        "name: 'clusters'",
                        "name: 'cluster'",
                        "modules/storage.bicep: clusters is missing among tables"),
                new Broken(
                        "modules/storage.bicep",
                        "name: 'ledger'",
                        "name: 'ledgers'",
                        "modules/storage.bicep: ledger is missing among containers"),
                new Broken(
                        "modules/permissions.bicep",
                        "b7e6dc6d-",
                        "b7e6dc6e-",
                        "modules/permissions.bicep: b7e6dc6e-f1e8-4753-8033-0f276bb0955b is not a known role"),
                new Broken(
                        "modules/permissions.bicep",
                        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
                        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
                        "modules/permissions.bicep: b7e6dc6d-f1e8-4753-8033-0f276bb0955b is Storage Blob Data Owner"),
                new Broken(
                        "modules/permissions.bicep",
                        "account::queues::poison.id",
                        "account::queues::poisoned.id",
                        "modules/permissions.bicep: no resource queues::poisoned"),
                new Broken(
                        "policy/kube-audit.json",
                        "749f88d5-",
                        "749f88d6-",
                        "policy/kube-audit.json: roleDefinitions/749f88d6-cbae-40b8-bcfc-e573ddc772fa is not a known"
                                + " role"),
                new Broken(
                        "access/actions.json",
                        "managedClusters/write",
                        "managedClusters/listClusterAdminCredential/action",
                        "access/actions.json: a role may not hold"
                                + " Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action"),
                new Broken(
                        "access/actions.json",
                        "Microsoft.Resources/tags/read",
                        "Microsoft.Resources/tags/write",
                        "access/actions.json: a role may not hold Microsoft.Resources/tags/write"),
                new Broken(
                        "access/actions.json",
                        "Microsoft.Resources/tags/read",
                        "Microsoft.Resources/links/read",
                        "access/actions.json: docs/operations.md does not explain Microsoft.Resources/links/read"),
                new Broken(
                        "modules/permissions.bicep",
                        "keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'",
                        "monitoringContributor: '749f88d5-cbae-40b8-bcfc-e573ddc772fa'",
                        "modules/permissions.bicep: docs/operations.md does not explain Monitoring Contributor"),
                new Broken(
                        "onboard/main.bicep",
                        "Microsoft.EventGrid/systemTopics/write",
                        "Microsoft.EventGrid/*",
                        "onboard/main.bicep: a role may not hold Microsoft.EventGrid/*"),
                new Broken(
                        "modules/app.bicep",
                        "  GUARD_TRACKER:",
                        "  GUARD_TRACKERS:",
                        "modules/app.bicep: nothing reads the setting GUARD_TRACKERS"),
                new Broken(
                        "modules/app.bicep",
                        "  GUARD_MODE: mode\n",
                        "",
                        "modules/app.bicep: the setting GUARD_MODE is read and not given"),
                new Broken(
                        "modules/app.bicep",
                        "settings.?GUARD_JIRA_SITE",
                        "settings.?GUARD_JIRA_URL",
                        "modules/app.bicep: the setting GUARD_JIRA_SITE is taken from GUARD_JIRA_URL"),
                new Broken(
                        "modules/app.bicep",
                        "contains(secrets, 'github-token') ? '@Microsoft.KeyVault(VaultName=${vaultName};SecretName="
                                + "github-token)' : ''",
                        "settings.?GUARD_GITHUB_TOKEN ?? ''",
                        "modules/app.bicep: the secret GUARD_GITHUB_TOKEN does not come from the vault"),
                new Broken(
                        "modules/app.bicep",
                        "SecretName=jira-token",
                        "SecretName=github-token",
                        "modules/app.bicep: the setting GUARD_JIRA_TOKEN asks for one secret and refers to another"),
                new Broken(
                        "modules/app.bicep",
                        "'Custom-ASimAuditEventLogs'",
                        "'Custom-ASim'",
                        "modules/app.bicep: logs.bicep declares no stream Custom-ASim"),
                new Broken(
                        "scripts/postdeploy.sh",
                        "GUARD_EVENTS_IDENTITY_ID",
                        "GUARD_EVENT_IDENTITY_ID",
                        "scripts/postdeploy.sh: main.bicep has no output GUARD_EVENT_IDENTITY_ID"));
    }

    @BeforeAll
    static void all_broken_copies_are_checked_at_once(@TempDir Path copies) throws IOException {
        List<Broken> broken = broken();
        var folders = new ArrayList<Path>();
        for (Broken one : broken) {
            Path copy = copies.resolve("copy-" + folders.size());
            copy(INFRA, copy);
            Path file = copy.resolve(one.file());
            String text = Files.readString(file);
            assertThat(text).as(one.file()).contains(one.is());
            int at = text.indexOf(one.is());
            Files.writeString(
                    file,
                    text.substring(0, at)
                            + one.becomes()
                            + text.substring(at + one.is().length()));
            folders.add(copy);
        }
        List<String> said = check(folders).lines();
        IntStream.range(0, broken.size())
                .mapToObj(i -> "copy-" + i + "/")
                .forEach(copy -> SAID.add(said.stream()
                        .filter(line -> line.startsWith(copy))
                        .map(line -> line.substring(copy.length()))
                        .toList()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static Shell.Result check(List<Path> folders) throws IOException {
        var command = new ArrayList<>(List.of(
                "node",
                "src/test/infra/check.mjs",
                System.getProperty("npm.directory"),
                ".",
                System.getProperty("staging.directory")));
        folders.forEach(folder -> command.add(folder.toString()));
        return Shell.run(command, Map.of());
    }

    @Test
    void every_name_means_something_and_deployment_and_code_agree() throws IOException {
        Shell.Result checked = check(List.of(INFRA));

        assertThat(checked.lines()).isEmpty();
        assertThat(checked.errors()).isEmpty();
        assertThat(checked.exit()).isZero();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_mistake_is_found(Broken mistake) {
        assertThat(SAID.get(broken().indexOf(mistake)))
                .extracting(line -> line.replaceFirst(":\\d+: ", ": "))
                .anyMatch(line -> line.startsWith(mistake.said()));
    }

    @Test
    void a_fault_names_its_line() throws IOException {
        Broken mistake = broken().get(1);
        String text = Files.readString(INFRA.resolve(mistake.file()));
        long line = text.substring(0, text.indexOf(mistake.is())).lines().count();

        assertThat(SAID.get(1)).containsExactly(mistake.said().replaceFirst(": ", ":" + line + ": "));
    }

    @Test
    void a_folder_without_bicep_is_no_success(@TempDir Path empty) throws IOException {
        Shell.Result checked = check(List.of(empty));

        assertThat(checked.exit()).isOne();
        assertThat(checked.lines()).singleElement().asString().endsWith("holds no Bicep file");
    }
}
