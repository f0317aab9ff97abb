package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.cli.Shell.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketVerbTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SANDBOX = Shell.cluster("arm-get.json");

    private static Ran preview(Shell shell, String format, String... files) {
        var arguments = new String[files.length + 6];
        List<String> first = List.of("ticket", "preview", "--policy", Shell.examplePolicy(), "--format", format);
        for (int i = 0; i < first.size(); i++) {
            arguments[i] = first.get(i);
        }
        System.arraycopy(files, 0, arguments, 6, files.length);
        return shell.run(arguments);
    }

    /** The sandbox cluster with another tag, by which the policy leaves it to people. */
    private static String untagged() throws IOException {
        return Files.readString(Path.of(SANDBOX)).replace("\"env\"", "\"stage\"");
    }

    @Test
    void a_cluster_that_needs_people_is_printed_with_its_own_names() throws IOException {
        Ran ran = preview(new Shell().input(untagged()), "text", "-");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines().findFirst().orElseThrow()).startsWith("AKS cluster ");
        assertThat(ran.out())
                .contains("\n\nFindings\n- ENTRA-01 ", "az aks update --subscription ", "entra-guard-exempt-until")
                .doesNotContain("Who was seen");
    }

    @Test
    void each_format_is_what_its_tracker_would_get() throws IOException {
        String document = untagged();
        assertThat(preview(new Shell().input(document), "markdown", "-").out())
                .startsWith("## AKS cluster ")
                .contains("### Findings\n\n- **ENTRA-01**", "\n```\naz aks update ");
        assertThat(preview(new Shell().input(document), "html", "-").out())
                .startsWith("<h2>AKS cluster ")
                .contains("<h3>Findings</h3>\n<ul><li><strong>ENTRA-01</strong>", "<pre><code>az aks update ");
        Ran adf = preview(new Shell().input("[" + document + "," + document + "]"), "adf", "-");
        assertThat(adf.out().lines()).hasSize(2);
        JsonNode issue = JSON.readTree(adf.out().lines().findFirst().orElseThrow());
        assertThat(issue.path("title").textValue()).startsWith("AKS cluster ");
        assertThat(issue.at("/description/type").textValue()).isEqualTo("doc");
    }

    @Test
    void without_a_format_it_is_text_and_tickets_are_apart() throws IOException {
        String document = untagged();
        Ran ran = new Shell()
                .input("[" + document + "," + document + "]")
                .run("ticket", "preview", "--policy", Shell.examplePolicy(), "-");
        assertThat(ran.out().split("\n-{72}\n\n")).hasSize(2).allMatch(ticket -> ticket.startsWith("AKS cluster "));
    }

    @Test
    void a_cluster_that_needs_nobody_is_named_on_standard_error_only() {
        Ran compliant = preview(new Shell(), "text", Shell.cluster("arm-compliant.json"));
        Ran fixed = preview(new Shell(), "text", SANDBOX);

        assertThat(compliant.code()).isZero();
        assertThat(compliant.out()).isEmpty();
        assertThat(compliant.err()).endsWith(": no ticket, the next step is none" + System.lineSeparator());
        assertThat(fixed.code()).isEqualTo(1);
        assertThat(fixed.out()).isEmpty();
        assertThat(fixed.err()).endsWith(": no ticket, the next step is remediate" + System.lineSeparator());
    }

    @Test
    void a_document_that_cannot_be_judged_has_its_ticket_too() throws IOException {
        String broken = Files.readString(Path.of(SANDBOX)).replace("\"enableRBAC\": true", "\"enableRBAC\": 1");
        Ran ran = preview(new Shell().input(broken), "markdown", "-", Shell.cluster("arm-compliant.json"));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("could not be judged", "unreadable-document");
    }

    @Test
    void approval_is_asked_for_with_the_command_that_gives_it() throws IOException {
        String production = Files.readString(Path.of(SANDBOX)).replace("\"env\": \"dev\"", "\"env\": \"prod\"");
        Ran ran = preview(new Shell().input(production), "text", "-");
        assertThat(ran.out()).contains("az tag update --resource-id ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"adf", "html", "markdown", "text"})
    void nothing_of_a_hostile_name_gets_through(String format) throws IOException {
        String hostile = untagged()
                .replace(
                        "\"enableRBAC\": true",
                        "\"enableRBAC\": true, \"aadProfile\": {\"managed\": true, \"adminGroupObjectIDs\":"
                                + " [\"<script>alert(1)</script>\u202E\"]}");
        Ran ran = preview(new Shell().input(hostile), format, "-");
        assertThat(ran.out()).contains("script").doesNotContain("\u202E");
        if (format.equals("html") || format.equals("markdown")) {
            assertThat(ran.out().replace("\\<", "")).doesNotContain("<script");
        }
    }

    @Test
    void input_that_cannot_be_used_is_one_line() {
        Ran ran = preview(new Shell(), "text", "no-such-file");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).singleElement().asString().contains("no-such-file: there is no such file");
    }
}
