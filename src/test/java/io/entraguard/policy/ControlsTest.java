package io.entraguard.policy;

import static io.entraguard.model.ControlId.ENTRA_01;
import static io.entraguard.model.ControlId.ENTRA_02;
import static io.entraguard.model.ControlId.ENTRA_03;
import static io.entraguard.model.ControlId.ENTRA_04;
import static io.entraguard.model.ControlId.ENTRA_05;
import static io.entraguard.model.ControlId.ENTRA_06;
import static io.entraguard.model.ControlId.ENTRA_07;
import static io.entraguard.model.ControlId.ENTRA_08;
import static io.entraguard.model.ControlId.ENTRA_09;
import static io.entraguard.model.ControlId.OWN_01;
import static io.entraguard.model.ControlId.OWN_02;
import static io.entraguard.testing.ClusterDocument.GROUP;
import static io.entraguard.testing.ClusterDocument.OTHER_GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.ControlId;
import io.entraguard.model.Finding;
import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import io.entraguard.testing.ClusterDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The truth table of the controls. */
class ControlsTest {
    private static final Settings PLAIN = Settings.DEFAULTS;
    private static final Settings NAMED = Given.changed(Map.of("adminGroups", List.of(GROUP)));
    private static final Settings MIGRATING = Given.changed(Map.of("migrateLegacy", true));
    private static final Settings IN_TENANT = Given.changed(Map.of("tenant", Optional.of("t-1")));

    private static ClusterDocument plain() {
        return ClusterDocument.plain("c");
    }

    private static ClusterDocument compliant() {
        return ClusterDocument.compliant("c");
    }

    private static List<Finding> judge(ClusterDocument document, Settings settings) {
        return Controls.judge(document.snapshot(), settings, false);
    }

    private static Finding fails(ControlId control, Severity severity, Remedy remedy, String observed) {
        return new Finding(control, severity, observed, remedy);
    }

    private static Finding entraOff(String observed) {
        return fails(ENTRA_01, Severity.HIGH, Remedy.AUTOMATIC, observed);
    }

    private static Finding localAccounts(String observed) {
        return fails(ENTRA_03, Severity.HIGH, Remedy.AUTOMATIC, "disableLocalAccounts is " + observed);
    }

    private static Finding nobodyNamed(Severity severity, Remedy remedy, String azureRbac) {
        return fails(ENTRA_05, severity, remedy, "adminGroupObjectIDs is empty and enableAzureRBAC is " + azureRbac);
    }

    private static Finding notIds(Severity severity, String count) {
        return fails(ENTRA_06, severity, Remedy.MANUAL, count + " entries of adminGroupObjectIDs are not a GUID");
    }

    private static final Finding EVERY_WAY_SHUT =
            fails(ENTRA_07, Severity.CRITICAL, Remedy.AUTOMATIC, "disableLocalAccounts is true while Entra is off");

    /** A line of the table. */
    private record Row(String world, ClusterDocument document, Settings settings, List<Finding> findings) {
        @Override
        public String toString() {
            return world;
        }
    }

    private static Row row(String world, ClusterDocument document, Settings settings, Finding... findings) {
        return new Row(world, document, settings, List.of(findings));
    }

    static List<Row> table() {
        var rows = new ArrayList<Row>();
        integration(rows);
        localAccountsAndRbac(rows);
        administrators(rows);
        tenants(rows);
        owners(rows);
        return rows;
    }

    private static void integration(List<Row> rows) {
        rows.add(row("a compliant cluster", compliant(), PLAIN));
        rows.add(row("aadProfile absent", plain(), PLAIN, entraOff("aadProfile is absent"), localAccounts("absent")));
        rows.add(row(
                "aadProfile null",
                plain().with("aadProfile", null),
                PLAIN,
                entraOff("aadProfile is null"),
                localAccounts("absent")));
        rows.add(row(
                "aadProfile {}", plain().aad(Map.of()), PLAIN, entraOff("aadProfile is {}"), localAccounts("absent")));
        rows.add(row(
                "managed false",
                plain().aad(Map.of("managed", false)),
                PLAIN,
                entraOff("aadProfile.managed is false"),
                localAccounts("absent")));
        rows.add(row(
                "managed absent and groups named",
                plain().aad(Map.of("adminGroupObjectIDs", List.of(GROUP))),
                PLAIN,
                entraOff("aadProfile.managed is absent"),
                localAccounts("absent")));
        for (String app : List.of("clientAppID", "serverAppID")) {
            ClusterDocument legacy = plain().aad(Map.of(app, "a-1")).with("disableLocalAccounts", true);
            String observed = "aadProfile names app registrations and managed is not true";
            rows.add(row("legacy by " + app, legacy, PLAIN, fails(ENTRA_02, Severity.HIGH, Remedy.MANUAL, observed)));
            rows.add(row(
                    "legacy by " + app + ", and the policy migrates",
                    legacy,
                    MIGRATING,
                    fails(ENTRA_02, Severity.HIGH, Remedy.AUTOMATIC, observed)));
            rows.add(row(
                    "managed true beside " + app,
                    compliant().aad(Map.of("managed", true, app, "a-1", "adminGroupObjectIDs", List.of(GROUP))),
                    PLAIN));
        }
        rows.add(row(
                "every way in is shut",
                plain().with("disableLocalAccounts", true),
                PLAIN,
                entraOff("aadProfile is absent"),
                EVERY_WAY_SHUT));
    }

    private static void localAccountsAndRbac(List<Row> rows) {
        rows.add(row(
                "local accounts said to be on",
                compliant().with("disableLocalAccounts", false),
                PLAIN,
                localAccounts("false")));
        rows.add(row(
                "local accounts null", compliant().with("disableLocalAccounts", null), PLAIN, localAccounts("absent")));
        rows.add(row(
                "local accounts unsaid", compliant().without("disableLocalAccounts"), PLAIN, localAccounts("absent")));
        rows.add(row(
                "Kubernetes RBAC off",
                compliant().with("enableRBAC", false),
                PLAIN,
                fails(ENTRA_04, Severity.CRITICAL, Remedy.REBUILD, "enableRBAC is false")));
        rows.add(row("Kubernetes RBAC unsaid", compliant().without("enableRBAC"), PLAIN));
        rows.add(row("Kubernetes RBAC null", compliant().with("enableRBAC", null), PLAIN));
    }

    private static void administrators(List<Row> rows) {
        Severity critical = Severity.CRITICAL;
        rows.add(row(
                "nobody named, locked out",
                compliant().entra(),
                PLAIN,
                nobodyNamed(critical, Remedy.MANUAL, "absent")));
        rows.add(row(
                "nobody named, and the policy names groups",
                compliant().entra(),
                NAMED,
                nobodyNamed(critical, Remedy.AUTOMATIC, "absent")));
        rows.add(row(
                "nobody named, with local accounts",
                plain().aad(Map.of("managed", true, "enableAzureRBAC", false)),
                PLAIN,
                localAccounts("absent"),
                nobodyNamed(Severity.HIGH, Remedy.MANUAL, "false")));
        rows.add(row(
                "nobody named, with Azure RBAC",
                compliant().aad(Map.of("managed", true, "enableAzureRBAC", true)),
                PLAIN));
        rows.add(row(
                "one entry is no id", compliant().entra(GROUP, "platform"), PLAIN, notIds(Severity.MEDIUM, "1 of 2")));
        rows.add(
                row("no entry is an id, locked out", compliant().entra("platform"), PLAIN, notIds(critical, "1 of 1")));
        rows.add(row(
                "no entry is an id, with local accounts",
                compliant().entra("platform").with("disableLocalAccounts", false),
                PLAIN,
                localAccounts("false"),
                notIds(Severity.MEDIUM, "1 of 1")));
        rows.add(row(
                "no entry is an id, with Azure RBAC",
                compliant()
                        .aad(Map.of("managed", true, "enableAzureRBAC", true, "adminGroupObjectIDs", List.of("p", ""))),
                PLAIN,
                notIds(Severity.MEDIUM, "2 of 2")));
        rows.add(row("ids in capitals", compliant().entra(OTHER_GROUP.replace('3', 'A')), PLAIN));
    }

    private static void tenants(List<Row> rows) {
        rows.add(row("no tenant said", compliant(), IN_TENANT));
        rows.add(row("the right tenant in capitals", tenant("T-1"), IN_TENANT));
        rows.add(row("any tenant where the policy names none", tenant("t-2"), PLAIN));
        rows.add(row(
                "the wrong tenant",
                tenant("t-2"),
                IN_TENANT,
                fails(ENTRA_08, Severity.HIGH, Remedy.MANUAL, "aadProfile.tenantID is t-2")));
    }

    private static ClusterDocument tenant(String tenant) {
        return compliant().aad(Map.of("managed", true, "tenantID", tenant, "adminGroupObjectIDs", List.of(GROUP)));
    }

    private static void owners(List<Row> rows) {
        Finding owner = fails(OWN_01, Severity.LOW, Remedy.MANUAL, "tag owner is absent");
        Finding costCenter = fails(OWN_02, Severity.LOW, Remedy.MANUAL, "tag cost-center is absent");
        rows.add(row("no tags", compliant().untagged(), PLAIN, owner, costCenter));
        rows.add(row(
                "an owner in capitals", compliant().untagged().tag("OWNER", "a").tag("Cost-Center", "1"), PLAIN));
        rows.add(row(
                "a blank owner",
                compliant().tag("owner", "  "),
                PLAIN,
                fails(OWN_01, Severity.LOW, Remedy.MANUAL, "tag owner is blank")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void each_cluster_fails_exactly_the_controls_that_it_should(Row row) {
        assertThat(judge(row.document(), row.settings())).isEqualTo(row.findings());
    }

    @Test
    void issued_certificates_still_work_once_local_accounts_are_off() {
        assertThat(Controls.judge(compliant().snapshot(), PLAIN, true))
                .containsExactly(fails(
                        ENTRA_09,
                        Severity.MEDIUM,
                        Remedy.MANUAL,
                        "local accounts were on before and cluster certificates were not rotated since"));
        assertThat(Controls.judge(
                        compliant().with("disableLocalAccounts", false).snapshot(), PLAIN, true))
                .as("new ones are still issued")
                .extracting(Finding::control)
                .containsExactly(ENTRA_03);
    }

    @Test
    void findings_come_in_the_order_of_their_ids() {
        ClusterDocument bad = plain().untagged()
                .aad(Map.of("managed", false, "tenantID", "t-2"))
                .with("disableLocalAccounts", true)
                .with("enableRBAC", false);
        assertThat(Controls.judge(bad.snapshot(), IN_TENANT, true))
                .extracting(Finding::control)
                .containsExactly(ENTRA_01, ENTRA_04, ENTRA_07, ENTRA_08, ENTRA_09, OWN_01, OWN_02);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OWN", "CERTIFICATES"})
    void neither_owners_nor_issued_certificates_make_a_cluster_non_compliant(String what) {
        var cluster = compliant().untagged().snapshot();
        List<Finding> findings = Controls.judge(cluster, PLAIN, what.equals("CERTIFICATES"));
        assertThat(findings).isNotEmpty();
        assertThat(new Verdict.Judged(cluster, findings).compliant()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void a_cluster_is_compliant_where_every_entra_control_passes(Row row) {
        var verdict = new Verdict.Judged(row.document().snapshot(), row.findings());
        boolean decisive = row.findings().stream()
                .anyMatch(finding -> finding.control().code().startsWith("ENTRA-0"));
        assertThat(verdict.compliant()).isEqualTo(!decisive);
    }
}
