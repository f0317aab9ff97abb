package io.entraguard.azure.siem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CefLinesTest {
    private static final Pattern KEY = Pattern.compile("(?:^| )([A-Za-z0-9]+)=");

    /** A line taken apart by the format's own rules, unescaped: the header's fields, then the pairs. */
    private static Map<String, String> read(String line) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        int i = 0;
        for (; i < line.length() && parts.size() < 7; i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                part.append(line.charAt(++i));
            } else if (c == '|') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        var read = new LinkedHashMap<String, String>();
        for (int n = 0; n < parts.size(); n++) {
            read.put("header " + n, parts.get(n));
        }
        String extension = line.substring(i);
        String masked = extension.replaceAll("\\\\.", "__");
        Matcher key = KEY.matcher(masked);
        var starts = new ArrayList<int[]>();
        while (key.find()) {
            starts.add(new int[] {key.start(), key.start(1), key.end()});
        }
        for (int n = 0; n < starts.size(); n++) {
            int end = n + 1 < starts.size() ? starts.get(n + 1)[0] : extension.length();
            String name = extension.substring(starts.get(n)[1], starts.get(n)[2] - 1);
            read.put(name, unescaped(extension.substring(starts.get(n)[2], end)));
        }
        return read;
    }

    private static String unescaped(String value) {
        var plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                char next = value.charAt(++i);
                plain.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    @Test
    void an_alert_is_a_line() {
        assertThat(CefLines.of(SampleOcsf.alert2004()))
                .isEqualTo("CEF:0|Entra Guard|Entra Guard|1.2.3|alert.admin-credential|admin credential listed|10|"
                        + "rt=1767603600123 externalId="
                        + new OcsfEvent(SampleOcsf.alert2004())
                                .text("metadata.uid")
                                .orElseThrow()
                        + " cat=Detection Finding act=Create outcome=New suid=" + SampleOcsf.OID
                        + " suser=ann@contoso.com src=203.0.113.7"
                        + " requestMethod=Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action"
                        + " cs1Label=clusterId cs1=" + SampleOcsf.CLUSTER.id() + " cs2Label=findingId cs2="
                        + new OcsfEvent(SampleOcsf.alert2004())
                                .text("finding_info.uid")
                                .orElseThrow()
                        + " cs3Label=control cs3=admin-credential cs6Label=correlationId cs6="
                        + new OcsfEvent(SampleOcsf.alert2004())
                                .text("metadata.correlation_uid")
                                .orElseThrow()
                        + " msg=admin credential listed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a|b\\c=d",
                "x suser=mallory outcome=Success",
                "a\nCEF:0|Evil|Evil|1|x|y|10|suser=root",
                "a\r\nb",
                "\\|\\=\\n\\\\",
                "ends with a backslash\\",
                "=|=|\\=",
            })
    void hostile_text_stays_inside_its_own_value(String text) {
        Map<String, Object> event = new LinkedHashMap<>(SampleOcsf.alert2004());
        event.put("message", text);
        String line = CefLines.of(event);
        assertThat(line).doesNotContain("\n", "\r");
        Map<String, String> read = read(line);
        assertThat(read.get("header 5")).isEqualTo(text.replaceAll("\\R", " "));
        assertThat(read.get("header 6")).isEqualTo("10");
        assertThat(read).containsEntry("suser", "ann@contoso.com").containsEntry("outcome", "New");
        assertThat(read.keySet())
                .containsExactlyElementsOf(
                        read(CefLines.of(SampleOcsf.alert2004())).keySet());
        assertThat(read.get("msg")).isEqualTo(text);
    }

    @Test
    void control_characters_and_other_ends_of_lines_become_blanks() {
        Map<String, Object> event = new LinkedHashMap<>(SampleOcsf.alert2004());
        event.put("message", "a\u0000b\u001bc\u0085d\u2028e\u2029f\tg");
        assertThat(read(CefLines.of(event)))
                .containsEntry("header 5", "a b c d e f g")
                .containsEntry("msg", "a b c d e f g");
    }

    @Test
    void values_are_cut_and_no_character_is_cut_in_two() {
        Map<String, Object> event = new LinkedHashMap<>(SampleOcsf.alert2004());
        event.put("message", "x".repeat(511) + "\ud83d\ude00" + "y".repeat(5_000));
        Map<String, String> read = read(CefLines.of(event));
        assertThat(read.get("header 5")).isEqualTo("x".repeat(511));
        assertThat(read.get("msg")).hasSize(1_023);
    }

    @Test
    void an_ipv6_address_has_a_key_of_its_own() {
        Map<String, Object> event = new LinkedHashMap<>(SampleOcsf.alert2004());
        event.put("src_endpoint", Map.of("ip", "2001:db8::1"));
        assertThat(read(CefLines.of(event)))
                .containsEntry("c6a2", "2001:db8::1")
                .containsEntry("c6a2Label", "Source IPv6 Address")
                .doesNotContainKey("src");
    }

    @Test
    void each_class_has_a_line_that_names_event_and_cluster() {
        for (Map<String, Object> event : SampleOcsf.all()) {
            Map<String, String> read = read(CefLines.of(event));
            assertThat(read.get("header 4")).isEqualTo(new OcsfEvent(event).code());
            assertThat(Integer.parseInt(String.valueOf(read.get("header 6")))).isBetween(1, 10);
            assertThat(read).containsKeys("rt", "externalId", "cat", "act", "outcome", "msg");
            boolean guard = new OcsfEvent(event).code().equals("event.rejected");
            assertThat(read.containsKey("cs1")).isEqualTo(!guard);
        }
        assertThat(List.of(SampleOcsf.ticket2003()))
                .allSatisfy(event -> assertThat(read(CefLines.of(event))).containsEntry("cs4", "OPS-1"));
    }
}
