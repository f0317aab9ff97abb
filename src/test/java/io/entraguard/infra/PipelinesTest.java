package io.entraguard.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pipelines say what the deployment asks for and hold no secret. No runner has run them here. */
class PipelinesTest {
    private static final Path DEPLOY = Path.of(".github/workflows/deploy.yml");
    private static final Path AZURE = Path.of("azure-pipelines.yml");
    private static final Pattern USES = Pattern.compile("(?m)^\\s*(?:- )?uses: (.*)$");

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1));
    }

    /** What main.bicep can be told by variables, but for who is signed in, which azd knows. */
    private static Set<String> asked() throws IOException {
        String parameters = Files.readString(Path.of("infra/main.parameters.json"));
        var names =
                new TreeSet<>(found(Pattern.compile("\\$\\{(\\w+)"), parameters).toList());
        names.remove("AZURE_PRINCIPAL_ID");
        return names;
    }

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void every_action_is_named_by_its_commit(Path workflow) throws IOException {
        assertThat(found(USES, Files.readString(workflow)))
                .isNotEmpty()
                .allMatch(used -> used.matches("[\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void an_action_is_of_one_version_everywhere() throws IOException {
        var used = new TreeSet<String>();
        for (Path workflow : workflows()) {
            found(USES, Files.readString(workflow)).forEach(used::add);
        }

        assertThat(used).extracting(use -> use.substring(0, use.indexOf('@'))).doesNotHaveDuplicates();
    }

    @Test
    void only_the_job_that_deploys_may_ask_for_a_token_and_no_secret_is_read() throws IOException {
        JsonNode workflow = new YAMLMapper().readTree(DEPLOY.toFile());

        assertThat(workflow.at("/permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
        assertThat(workflow.at("/jobs/package").has("permissions")).isFalse();
        assertThat(workflow.at("/jobs/deploy/permissions/id-token").asText()).isEqualTo("write");
        assertThat(workflow.at("/jobs/deploy/environment").asText()).contains("inputs.environment");
        for (Path file : Stream.concat(workflows().stream(), Stream.of(AZURE)).toList()) {
            assertThat(Files.readString(file)).doesNotContain("secrets.").doesNotContain("client-secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".github/workflows/deploy.yml", "azure-pipelines.yml"})
    void what_is_deployed_is_what_was_tested_with_its_bill_of_materials(String pipeline) throws IOException {
        String text = Files.readString(Path.of(pipeline));

        assertThat(text)
                .containsSubsequence(
                        "./mvnw -B -ntp -Psbom verify",
                        "target/azure-functions/entra-guard",
                        "entra-guard.zip",
                        "target/bom.json",
                        "azd provision --no-prompt",
                        "azd deploy guard --from-package",
                        "entra-guard.zip")
                .contains("-x local.settings.json");
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<id>sbom</id>");
    }

    @Test
    void github_tells_the_deployment_everything_that_azd_can_be_told() throws IOException {
        JsonNode environment = new YAMLMapper().readTree(DEPLOY.toFile()).at("/jobs/deploy/env");

        assertThat(asked())
                .contains("AZURE_LOCATION", "GUARD_KUBE_AUDIT")
                .allSatisfy(name -> assertThat(environment.path(name).asText())
                        .as(name)
                        .isEqualTo(name.equals("GUARD_MODE") ? "${{ inputs.mode }}" : "${{ vars." + name + " }}"));
    }

    @Test
    void azure_pipelines_passes_what_a_task_does_not_see_by_itself_and_names_the_rest() throws IOException {
        String text = Files.readString(AZURE);
        JsonNode task = new YAMLMapper().readTree(AZURE.toFile()).findValue("env");

        assertThat(text).contains("- group: entra-guard");
        assertThat(asked()).allSatisfy(name -> assertThat(text).contains(name));
        assertThat(task.path("GUARD_MODE").asText()).isEqualTo("${{ parameters.mode }}");
    }

    @Test
    void the_federated_credential_of_the_steps_is_that_of_the_environment_that_the_job_runs_in() throws IOException {
        String steps = Files.readString(Path.of("infra/README.md"));
        MatchResult credential = Pattern.compile("--parameters '(\\{\"name\": \"production\"[^']*)'")
                .matcher(steps)
                .results()
                .findFirst()
                .orElseThrow();
        JsonNode parameters = new ObjectMapper().readTree(credential.group(1));

        assertThat(parameters.path("issuer").asText()).isEqualTo("https://token.actions.githubusercontent.com");
        assertThat(parameters.path("subject").asText()).endsWith(":environment:production");
        assertThat(parameters.at("/audiences/0").asText()).isEqualTo("api://AzureADTokenExchange");
    }
}
