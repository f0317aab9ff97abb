package io.entraguard.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ControlIdTest {
    @ParameterizedTest
    @EnumSource
    void a_control_is_called_in_files_as_in_code(ControlId control) {
        assertThat(control.code()).isEqualTo(control.name().replace('_', '-'));
        assertThat(control.title()).isNotBlank().doesNotEndWith(".");
    }

    @Test
    void entra_01_to_entra_08_decide_about_compliance_and_nothing_else_does() {
        assertThat(Arrays.stream(ControlId.values()).filter(ControlId::decisive))
                .extracting(ControlId::code)
                .containsExactly(
                        "ENTRA-01", "ENTRA-02", "ENTRA-03", "ENTRA-04", "ENTRA-05", "ENTRA-06", "ENTRA-07", "ENTRA-08");
    }

    @ParameterizedTest
    @EnumSource
    void references_are_named_once_each_and_by_their_framework(ControlId control) {
        List<String> references = control.references();
        assertThat(new HashSet<>(references)).hasSameSizeAs(references);
        assertThat(references)
                .allMatch(reference -> reference.matches("(CIS AKS|CIS Kubernetes|MCSB|PCI DSS|HIPAA|SOC 2) .+"));
    }

    @Test
    void the_program_knows_its_version() {
        assertThat(ProgramVersion.text()).matches("\\d+\\.\\d+\\.\\d+.*");
    }
}
