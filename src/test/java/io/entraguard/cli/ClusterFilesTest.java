package io.entraguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.cli.ClusterDocument.Read;
import io.entraguard.cli.ClusterDocument.Unread;
import io.entraguard.model.ClusterSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterFilesTest {
    private static final String ID =
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c";

    /** Resource Graph's rows have neither, and az prints null for what ARM leaves out. */
    private static final String[] NOT_EVERYWHERE = {"etag", "createdAt", "identity.aadProfile"};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arm-list.json",
                "array.json",
                "az-list.json",
                "graph-answer.json",
                "graph-rows.json",
                "graph-table.json"
            })
    void every_shape_holds_the_same_clusters(String file) {
        ClusterFiles.Contents contents = ClusterFiles.read(List.of(Shell.cluster(file)), InputStream.nullInputStream());

        assertThat(contents.notes()).isEmpty();
        assertThat(snapshots(contents))
                .usingRecursiveComparison()
                .ignoringFields(NOT_EVERYWHERE)
                .isEqualTo(snapshots(ClusterFiles.read(
                        List.of(Shell.cluster("arm-get.json"), Shell.cluster("arm-compliant.json")),
                        InputStream.nullInputStream())));
    }

    @Test
    void one_az_document_is_one_cluster() {
        assertThat(snapshots(ClusterFiles.read(List.of(Shell.cluster("az-show.json")), InputStream.nullInputStream())))
                .usingRecursiveComparison()
                .ignoringFields(NOT_EVERYWHERE)
                .isEqualTo(snapshots(
                        ClusterFiles.read(List.of(Shell.cluster("arm-get.json")), InputStream.nullInputStream())));
    }

    @Test
    void names_of_properties_and_wrappers_are_matched_in_any_case() {
        ClusterFiles.Contents contents = read("{\"VALUE\":[{\"ID\":\"" + ID + "\",\"TYPE\":"
                + "\"MICROSOFT.CONTAINERSERVICE/MANAGEDCLUSTERS\",\"PROPERTIES\":{\"DISABLELOCALACCOUNTS\":true}}]}");

        assertThat(snapshots(contents))
                .singleElement()
                .satisfies(cluster ->
                        assertThat(cluster.identity().localAccountsOff()).isTrue());
        assertThat(snapshots(read("{\"Data\":[{\"id\":\"" + ID + "\",\"properties\":{}}]}")))
                .hasSize(1);
    }

    @Test
    void several_files_and_standard_input_are_read_in_order() {
        ClusterFiles.Contents contents = ClusterFiles.read(
                List.of(Shell.cluster("arm-compliant.json"), "-", Shell.cluster("arm-get.json")),
                stream("{\"id\":\"" + ID + "\",\"properties\":{}}"));

        assertThat(contents.clusters())
                .extracting(ClusterDocument::name)
                .containsExactly("ledger-prod", "c", "payments-dev");
    }

    @Test
    void other_types_are_left_out_with_a_note() {
        ClusterFiles.Contents contents = read("[{\"type\":\"Microsoft.Compute/disks\",\"id\":\"x\"},{\"id\":\"" + ID
                + "\",\"properties\":{}},{\"id\":\"" + ID + "/agentPools/p\",\"type\":"
                + "\"Microsoft.ContainerService/managedClusters/agentPools\"}]");

        assertThat(contents.clusters()).hasSize(1);
        assertThat(contents.notes())
                .containsExactly(
                        "standard input: left out 1 of type Microsoft.Compute/disks, not managedClusters",
                        "standard input: left out 1 of type Microsoft.ContainerService/managedClusters/agentPools,"
                                + " not managedClusters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"value\":[],\"nextLink\":\"https://x\"}                | one page of several (nextLink)",
                "{\"data\":[],\"$skipToken\":\"x\"}                       | one page of several ($skipToken)",
                "{\"data\":[],\"skip_token\":\"x\",\"count\":0}           | one page of several ($skipToken)",
                "[]                                                       | the list is empty; no cluster was evaluated",
            })
    void what_looks_incomplete_is_noted(String json, String note) {
        assertThat(read(json).notes()).anySatisfy(line -> assertThat(line).contains(note));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                | standard input: the file is empty; give it what 'az aks show'",
                "` \n `            | standard input: the file is empty",
                "<html>            | standard input:1:1: this is not JSON",
                "`{\"a\":\n 'b'}`  | standard input:2:2: this is not JSON",
                "{\"id\":NaN}      | this is not JSON",
                "`// x\n{}`        | this is not JSON",
                "{\"id\":\"x       | the JSON is cut off here; fetch the file again",
                "`[{\"id\":\n`     | standard input:2:1: the JSON is cut off here",
                "{                 | the JSON is cut off here",
                "12                | standard input: the document is a number, expected a managedClusters resource",
                "\"x\"             | standard input: the document is a string",
                "null              | standard input: the document is null",
                "true              | standard input: the document is a boolean",
                "[1,2,3]           | standard input: [0] is a number, expected a managedClusters resource",
                "[[]]              | standard input: [0] is a list",
                "{}                | the object has neither id, value nor data",
                "{\"value\":\"x\"} | value is a string, expected a list of resources",
                "{\"data\":{}}     | data is an object, expected a list of resources",
                "{\"value\":null}  | value is null, expected a list of resources",
                "{\"value\":[],\"VALUE\":[]}   | value is given twice, as value and VALUE; keep one of them",
                "{\"error\":{\"code\":\"AuthorizationFailed\"}} | this is Azure's error answer AuthorizationFailed",
                "`{\"id\":1,\n\"id\":2}` | standard input:2:5: the key 'id' is given twice in one object",
                "`{\"id\":1}\n{\"id\":2}` | standard input:2:1: something follows the end of the document",
            })
    void an_unusable_file_is_one_sentence_that_names_place_and_remedy(String json, String says) {
        assertThatExceptionOfType(Unusable.class)
                .isThrownBy(() -> read(json))
                .withMessageContaining(says)
                .withMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"properties\":\"x\"                                   | properties is a string, expected an object",
                "\"properties\":null                                    | properties is null, expected an object",
                "\"properties\":{\"disableLocalAccounts\":\"false\"}    | properties.disableLocalAccounts is a string, expected true or false",
                "\"properties\":{\"aadProfile\":[]}                     | properties.aadProfile is a list, expected an object",
                "\"properties\":{\"aadProfile\":{\"adminGroupObjectIDs\":[1]}} | properties.aadProfile.adminGroupObjectIDs is a number",
                "\"aadProfile\":{},\"AADPROFILE\":{}                    | aadProfile is given twice, as aadProfile and AADPROFILE",
                "\"properties\":{},\"Id\":\"y\"                         | id is given twice",
                "\"tags\":{\"a\":[]},\"properties\":{}                  | tags.a is not a string",
                "\"location\":\"westeurope\"                            | properties is missing; a query must project it",
            })
    void a_document_that_cannot_be_judged_stays_in_the_list(String rest, String why) {
        ClusterFiles.Contents contents =
                read("[{\"id\":\"" + ID + "\"," + rest + "},{\"id\":\"" + ID + "2\",\"properties\":{}}]");

        assertThat(contents.clusters()).hasSize(2);
        assertThat(contents.clusters().get(1)).isInstanceOf(Read.class);
        assertThat(contents.clusters().get(0))
                .isInstanceOfSatisfying(
                        Unread.class, unread -> assertThat(unread.sentence()).contains(why, "give the document as"));
    }

    @Test
    void what_has_no_id_is_named_by_its_place() {
        ClusterFiles.Contents contents =
                read("[{\"properties\":{}},7,{\"id\":5,\"properties\":{}},{\"id\":\"x\",\"properties\":{}}]");

        assertThat(contents.clusters())
                .extracting(ClusterDocument::id)
                .containsExactly("standard input[0]", "standard input[1]", "standard input[2]", "x");
        assertThat(contents.clusters())
                .extracting(document -> ((Unread) document).sentence())
                .allSatisfy(sentence ->
                        assertThat(sentence).startsWith("standard input").doesNotContain(": :"));
    }

    @Test
    void depth_length_and_exponents_without_end_do_no_harm() {
        assertThatExceptionOfType(Unusable.class)
                .isThrownBy(() -> read("[".repeat(100_000) + "]".repeat(100_000)))
                .withMessageContaining("nested deeper than any cluster");
        assertThatExceptionOfType(Unusable.class)
                .isThrownBy(() -> read("{\"id\":" + "9".repeat(100_000) + "}"))
                .withMessageContaining("longer than any cluster");
        assertThat(snapshots(read(
                        "{\"id\":\"" + ID + "\",\"properties\":{\"count\":1e999999999},\"tags\":{\"n\":1e999999999}}")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
    void a_byte_order_mark_is_read_over_and_utf_16_is_read_as_powershell_writes_it(String charset) throws IOException {
        String text = "\uFEFF" + Files.readString(Path.of(Shell.cluster("arm-get.json")));

        assertThat(snapshots(read(text.getBytes(Charset.forName(charset))))).hasSize(1);
    }

    @Test
    void bytes_that_are_no_text_are_refused() {
        assertThatExceptionOfType(Unusable.class)
                .isThrownBy(() -> read(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                .withMessageContaining("this is not JSON");
        assertThatExceptionOfType(Unusable.class).isThrownBy(() -> read(new byte[] {0, 0, 0, 0, 0}));
    }

    private static ClusterFiles.Contents read(String json) {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ClusterFiles.Contents read(byte[] json) {
        return ClusterFiles.read(List.of("-"), new ByteArrayInputStream(json));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<ClusterSnapshot> snapshots(ClusterFiles.Contents contents) {
        return contents.clusters().stream()
                .map(document -> ((Read) document).cluster())
                .toList();
    }
}
