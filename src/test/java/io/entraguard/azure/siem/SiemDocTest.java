package io.entraguard.azure.siem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of {@code docs/siem.md} say what the code does, line by line. */
class SiemDocTest {
    private static final Path PAGE = Path.of("docs", "siem.md");

    private static List<Field> fields(String table) {
        return switch (table) {
            case "EntraGuardAudit_CL" -> GuardAuditRow.FIELDS;
            case "ASimAuditEventLogs" -> AsimAuditRow.FIELDS;
            case "CEF header" -> CefLines.HEADER;
            case "CEF extension" -> CefLines.EXTENSION;
            default -> throw new IllegalArgumentException(table);
        };
    }

    /** The rows of the table under a heading, without its head. */
    private static List<String> rows(String heading) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals("### " + heading))
                .skip(1)
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"EntraGuardAudit_CL", "ASimAuditEventLogs", "CEF header", "CEF extension"})
    void each_table_says_what_the_code_does(String table) throws IOException {
        assertThat(rows(table))
                .containsExactlyElementsOf(fields(table).stream()
                        .map(field -> "| `" + field.name() + "` | " + field.source() + " |")
                        .toList());
    }

    @Test
    void every_setting_is_explained() throws IOException {
        String page = Files.readString(PAGE);
        String settings = Files.readString(Path.of("local.settings.json.example"));
        assertThat(settings.lines()
                        .map(String::strip)
                        .filter(line ->
                                line.startsWith("\"GUARD_LOGS_INGESTION") || line.startsWith("\"GUARD_EVENT_HUB"))
                        .map(line -> line.substring(1, line.indexOf('"', 1)))
                        .distinct())
                .hasSize(7)
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
}
