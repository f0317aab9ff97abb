package io.entraguard.policy;

import static io.entraguard.testing.ClusterDocument.GROUP;
import static io.entraguard.testing.ClusterDocument.OTHER_GROUP;
import static io.entraguard.testing.ClusterDocument.compliant;
import static io.entraguard.testing.ClusterDocument.plain;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.ControlId;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.policy.Administrators.GroupState;
import io.entraguard.policy.Author.Known;
import io.entraguard.testing.ClusterDocument;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The decision's truth table: a situation, the step, its reasons. {@code NOW} is 2026-01-05T09:00:00Z. */
class DeciderTest {
    /** A row of the table. */
    private record Row(String situation, Given given, String step, String reasons) {}

    private static final String APPROVER = "11111111-1111-1111-1111-111111111111";
    private static final String STRANGER = "66666666-6666-6666-6666-666666666666";
    private static final String LEGACY_APP = "55555555-5555-5555-5555-555555555555";

    @TestFactory
    Stream<DynamicTest> every_line_of_the_decision_is_taken_where_it_says() {
        return Stream.of(
                        row("1 gone", Given.verdict(new Verdict.Gone()), "none", "cluster-gone"),
                        row(
                                "2 unreadable",
                                Given.verdict(new Verdict.Unreadable("properties is a string")),
                                "ticket",
                                "unreadable-document"),
                        row("2 ARM refuses for an hour", refusedFor(ofHours(1)), "ticket", "arm-refused"),
                        row("2 ARM refuses for less", refusedFor(ofMinutes(59)), "wait", "arm-unavailable"),
                        row("5 compliant", Given.cluster(compliant("c")), "none", "compliant"),
                        row(
                                "5 compliant, but the policy tickets the owner tag",
                                Given.cluster(compliant("c").untagged())
                                        .under(with("ticketAlso", List.of(ControlId.OWN_01))),
                                "ticket",
                                "ticketed-also"),
                        row("5 only tags missing", Given.cluster(compliant("c").untagged()), "none", "compliant"),
                        row(
                                "5 compliant, with an unexplained change",
                                Given.cluster(compliant("c")).unexplained("tags.env"),
                                "ticket",
                                "unexplained-change"),
                        row("6 our write runs", auto(plain("c")).running(ofMinutes(1)), "wait", "remediation-running"),
                        row(
                                "6 updating",
                                auto(plain("c").with("provisioningState", "Updating")),
                                "wait",
                                "not-terminal"),
                        row("6 too young", auto(plain("c").created("2026-01-05T08:50:00Z")), "wait", "settling"),
                        row("7 mode ticket", auto(plain("c")).mode(Mode.TICKET), "ticket", "mode-ticket"),
                        row(
                                "7 nothing automatic",
                                Given.cluster(compliant("c").entra("not-a-guid")),
                                "ticket",
                                "nothing-automatic"),
                        row(
                                "8 failed",
                                auto(plain("c").with("provisioningState", "Failed")),
                                "ticket",
                                "cluster-failed"),
                        row(
                                "8 canceled",
                                auto(plain("c").with("provisioningState", "Canceled")),
                                "ticket",
                                "cluster-failed"),
                        row("8 no etag", auto(plain("c").withTop("eTag", null)), "ticket", "no-etag"),
                        row(
                                "8 Automatic",
                                auto(plain("c").withTop("sku", Map.of("name", "Automatic"))),
                                "ticket",
                                "automatic-deviates"),
                        row(
                                "8 Cluster API",
                                auto(plain("c").tag("sigs.k8s.io_cluster-api-provider-azure_cluster_c", "owned")),
                                "ticket",
                                "managed-elsewhere"),
                        row("8 RBAC off", auto(plain("c").with("enableRBAC", false)), "ticket", "rbac-off"),
                        row("8 legacy", auto(legacy()), "ticket", "legacy-integration"),
                        row("8 legacy, opted in", auto(legacy()).under(with("migrateLegacy", true)), "remediate", ""),
                        row(
                                "8 wrong tenant",
                                auto(compliant("c")
                                                .aad(Map.of(
                                                        "managed",
                                                        true,
                                                        "tenantID",
                                                        "t-2",
                                                        "adminGroupObjectIDs",
                                                        List.of(GROUP))))
                                        .under(with("tenant", Optional.of("t-1"))),
                                "ticket",
                                "wrong-tenant"),
                        row(
                                "8 an application wrote it last",
                                auto(plain("c"))
                                        .under(with("pipelineOwned", Settings.PipelineOwned.TICKET))
                                        .writtenByApp(),
                                "ticket",
                                "pipeline-owned"),
                        row("8 the same, policy acts", auto(plain("c")).writtenByApp(), "remediate", ""),
                        row(
                                "8 no group named",
                                auto(plain("c")).under(with("adminGroups", List.of())),
                                "ticket",
                                "no-administrator"),
                        row(
                                "8 group unknown",
                                auto(plain("c")).administrators(group(GroupState.NOT_FOUND)),
                                "ticket",
                                "no-administrator"),
                        row(
                                "8 group empty",
                                auto(plain("c")).administrators(group(GroupState.EMPTY)),
                                "ticket",
                                "no-administrator"),
                        row(
                                "8 group unverified",
                                auto(plain("c")).administrators(Administrators.UNVERIFIED),
                                "ticket",
                                "no-administrator"),
                        row(
                                "8 unverified, policy does not ask",
                                auto(plain("c"))
                                        .under(with("verifyAdministrators", false))
                                        .administrators(Administrators.UNVERIFIED),
                                "remediate",
                                ""),
                        row("8 Azure RBAC with an assignment", azureRbac(AssignmentState.EXISTS), "remediate", ""),
                        row("8 Azure RBAC without", azureRbac(AssignmentState.NONE), "ticket", "no-administrator"),
                        row(
                                "8 Azure RBAC unverified",
                                azureRbac(AssignmentState.UNVERIFIED),
                                "ticket",
                                "no-administrator"),
                        row("8 reverted twice", auto(plain("c")).reverted(2), "ticket", "reverted"),
                        row("8 reverted once", auto(plain("c")).reverted(1), "remediate", ""),
                        row("8 refused an hour ago", refusedWrite(ofHours(1), 1), "ticket", "write-refused"),
                        row("8 refused a day ago", refusedWrite(ofHours(24), 1), "remediate", ""),
                        row("8 refused twice", refusedWrite(ofDays(3), 2), "ticket", "write-refused"),
                        row(
                                "8 another plan was refused",
                                auto(plain("c")).refused("0", ofHours(1), 1),
                                "remediate",
                                ""),
                        row("8 stopped", auto(power("Stopped")), "wait", "stopped"),
                        row("8 power unknown", auto(plain("c").with("powerState", null)), "wait", "power-unknown"),
                        row("8 power unsaid", auto(plain("c").without("powerState")), "remediate", ""),
                        row("8 pool not ready", auto(plain("c").pool("np", "Scaling")), "wait", "pool-not-ready"),
                        row("8 admin listed, Entra on", entraOn().adminListed(ofDays(1)), "wait", "quiet-period"),
                        row("8 admin listed long ago", entraOn().adminListed(ofDays(7)), "remediate", ""),
                        row("8 admin listed, Entra off", auto(plain("c")).adminListed(ofDays(1)), "remediate", ""),
                        row("8 user listed, Entra off", auto(plain("c")).userListed(ofDays(1)), "wait", "quiet-period"),
                        row("8 user listed, Entra on", entraOn().userListed(ofDays(1)), "remediate", ""),
                        row(
                                "8 log unreadable, Entra off",
                                auto(plain("c")).logUnreadable(),
                                "wait",
                                "quiet-period-unknown"),
                        row("8 log unreadable, Entra on", entraOn().logUnreadable(), "wait", "quiet-period-unknown"),
                        row("8 grace, Entra on", entraOn().under(grace()).entraOnFor(ofHours(1)), "wait", "grace"),
                        row("8 grace over", entraOn().under(grace()).entraOnFor(ofHours(2)), "remediate", ""),
                        row("8 grace, Entra off", auto(plain("c")).under(grace()), "remediate", ""),
                        row(
                                "8 people before time",
                                auto(power("Stopped").with("enableRBAC", false)),
                                "ticket",
                                "rbac-off"),
                        row("9 approve", auto(plain("c")).mode(Mode.APPROVE), "await-approval", "approval-missing"),
                        row("9 approved", approvedFor(ofHours(1)), "remediate", ""),
                        row("9 approved too long ago", approvedFor(ofDays(14)), "await-approval", "approval-missing"),
                        row(
                                "9 another plan approved",
                                auto(plain("c")).mode(Mode.APPROVE).approved("0", ofHours(1)),
                                "await-approval",
                                "approval-missing"),
                        row(
                                "9 approval refused",
                                auto(plain("c")).mode(Mode.APPROVE).approvalRefused(Reason.APPROVAL_LATE),
                                "await-approval",
                                "approval-missing, approval-late"),
                        row(
                                "9 approval not in the log yet",
                                auto(plain("c")).mode(Mode.APPROVE).approvalRefused(Reason.WRITER_UNPROVEN),
                                "wait",
                                "writer-unproven"),
                        row(
                                "9 approve, offline",
                                auto(plain("c")).mode(Mode.APPROVE).offline(),
                                "await-approval",
                                "approval-missing, administrators-unverified, credentials-unknown"),
                        row(
                                "8 reverted twice, approved afresh",
                                approvedFor(ofHours(1)).mode(Mode.AUTO).reverted(2),
                                "remediate",
                                ""),
                        row(
                                "after break-glass: restored without approval, quiet period or window",
                                entraOn()
                                        .under(with("changeWindow", Optional.of(window(DayOfWeek.SUNDAY))))
                                        .mode(Mode.APPROVE)
                                        .adminListed(ofDays(1))
                                        .breakGlass(ofHours(3), ofMinutes(1), Plan.Half.LOCAL_ACCOUNTS),
                                "remediate",
                                ""),
                        row(
                                "after break-glass: nothing was in order before it",
                                entraOn().mode(Mode.APPROVE).breakGlass(ofHours(3), ofMinutes(1)),
                                "await-approval",
                                "approval-missing"),
                        row(
                                "after break-glass: mode ticket never writes",
                                entraOn()
                                        .mode(Mode.TICKET)
                                        .breakGlass(ofHours(3), ofMinutes(1), Plan.Half.LOCAL_ACCOUNTS),
                                "ticket",
                                "mode-ticket"),
                        row(
                                "8 admin listed inside a break-glass",
                                entraOn().adminListed(ofHours(2)).breakGlass(ofHours(3), ofHours(1)),
                                "remediate",
                                ""),
                        row(
                                "10 change window shut",
                                auto(plain("c")).under(with("changeWindow", Optional.of(window(DayOfWeek.SUNDAY)))),
                                "wait",
                                "change-window"),
                        row(
                                "10 change window open",
                                auto(plain("c")).under(with("changeWindow", Optional.of(window(DayOfWeek.MONDAY)))),
                                "remediate",
                                ""),
                        row(
                                "10 an approval never overrides a shut window",
                                approvedFor(ofHours(1))
                                        .under(with("changeWindow", Optional.of(window(DayOfWeek.SUNDAY))))
                                        .mode(Mode.APPROVE),
                                "wait",
                                "change-window"),
                        row(
                                "10 the cluster's own window, and it has none",
                                auto(plain("c")).under(with("changeWindow", Optional.of(new ChangeWindow.Aks()))),
                                "ticket",
                                "no-change-window"),
                        row(
                                "10 the cluster's own window, open",
                                auto(plain("c"))
                                        .under(with("changeWindow", Optional.of(new ChangeWindow.Aks())))
                                        .ownWindow(ownWindow("Monday")),
                                "remediate",
                                ""),
                        row(
                                "10 the cluster's own window, shut",
                                auto(plain("c"))
                                        .under(with("changeWindow", Optional.of(new ChangeWindow.Aks())))
                                        .ownWindow(ownWindow("Tuesday")),
                                "wait",
                                "change-window"),
                        row(
                                "10 limits",
                                auto(plain("c"))
                                        .load(new FleetLoad(
                                                Optional.of(Given.NOW.plus(ofMinutes(2))), Optional.empty())),
                                "wait",
                                "limit-reached"),
                        row(
                                "10 breaker",
                                auto(plain("c"))
                                        .load(new FleetLoad(Optional.empty(), Optional.of(Given.NOW.plus(ofHours(1))))),
                                "wait",
                                "breaker-open"),
                        row("11 remediate", auto(plain("c")), "remediate", ""),
                        row(
                                "11 offline",
                                auto(plain("c")).offline(),
                                "remediate",
                                "administrators-unverified, credentials-unknown"),
                        row(
                                "tag: safer mode",
                                auto(plain("c").tag("entra-guard-mode", "ticket")),
                                "ticket",
                                "mode-ticket"),
                        row(
                                "tag: unknown word",
                                auto(plain("c").tag("entra-guard-mode", "yes")),
                                "ticket",
                                "tag-invalid"),
                        row("tag: unknown tag", auto(plain("c").tag("entra-guard-skip", "1")), "ticket", "tag-invalid"),
                        row(
                                "tag: exempt for ten years",
                                auto(plain("c").tag("entra-guard-exempt-until", "2036-01-01")),
                                "ticket",
                                "tag-invalid"),
                        row("tag: exempt", exempt().author(GuardTag.EXEMPT, Known.ONE, APPROVER), "exempt", "exempted"),
                        row(
                                "tag: exempt, compliant",
                                Given.cluster(compliant("c").tag("entra-guard-exempt-until", "2026-02-01"))
                                        .under(withApprovers())
                                        .author(GuardTag.EXEMPT, Known.ONE, APPROVER),
                                "none",
                                "compliant"),
                        row(
                                "tag: exempt, by a stranger",
                                exempt().author(GuardTag.EXEMPT, Known.ONE, STRANGER),
                                "remediate",
                                "not-an-approver"),
                        row(
                                "tag: exempt, not in the log yet",
                                exempt().author(GuardTag.EXEMPT, Known.UNPROVEN, APPROVER),
                                "wait",
                                "writer-unproven"),
                        row(
                                "tag: exempt, in mode audit",
                                exempt().mode(Mode.AUDIT).author(GuardTag.EXEMPT, Known.ONE, APPROVER),
                                "record",
                                "mode-audit, exempted"),
                        row(
                                "tag: break-glass, compliant or not",
                                Given.cluster(compliant("c")
                                                .tag("entra-guard-break-glass-until", "2026-01-05T12:00:00Z"))
                                        .under(withApprovers())
                                        .author(GuardTag.BREAK_GLASS, Known.ONE, APPROVER),
                                "wait",
                                "break-glass"),
                        row(
                                "tag: break-glass by a stranger",
                                auto(plain("c").tag("entra-guard-break-glass-until", "2026-01-05T12:00:00Z"))
                                        .under(withApprovers())
                                        .author(GuardTag.BREAK_GLASS, Known.ONE, STRANGER),
                                "remediate",
                                "not-an-approver"),
                        row(
                                "tags: less safe rule, writer not proven yet",
                                auto(plain("c")).retagged(Reason.WRITER_UNPROVEN),
                                "wait",
                                "writer-unproven"),
                        row(
                                "tags: less safe rule, not by an approver",
                                auto(plain("c")).mode(Mode.TICKET).retagged(Reason.RETAGGED),
                                "ticket",
                                "retagged, mode-ticket"),
                        row(
                                "tag: exempt, over",
                                auto(plain("c").tag("entra-guard-exempt-until", "2026-01-01")),
                                "remediate",
                                ""),
                        row(
                                "tag: off, by an approver",
                                off().author(GuardTag.MODE, Known.ONE, APPROVER),
                                "none",
                                "mode-off"),
                        row(
                                "tag: off, by a stranger",
                                off().author(GuardTag.MODE, Known.ONE, STRANGER),
                                "remediate",
                                "not-an-approver"),
                        row(
                                "tag: off, not in the log yet",
                                off().author(GuardTag.MODE, Known.UNPROVEN, APPROVER),
                                "wait",
                                "writer-unproven"),
                        row(
                                "tag: off, written by several",
                                off().author(GuardTag.MODE, Known.SEVERAL, APPROVER),
                                "remediate",
                                "writers-several"),
                        row(
                                "tag: off, offline",
                                auto(plain("c").tag("entra-guard-mode", "off")).offline(),
                                "remediate",
                                "administrators-unverified, credentials-unknown, writer-unknown"),
                        row("caps: mode off", auto(plain("c")).mode(Mode.OFF), "none", "mode-off"),
                        row("caps: mode audit", auto(plain("c")).mode(Mode.AUDIT), "record", "mode-audit"),
                        row("caps: GUARD_MODE audit", auto(plain("c")).cap(GuardMode.AUDIT), "record", "guard-mode"),
                        row("caps: GUARD_MODE off", auto(plain("c")).cap(GuardMode.OFF), "none", "guard-mode"),
                        row("caps: compliant", Given.cluster(compliant("c")).cap(GuardMode.AUDIT), "none", "compliant"))
                .map(row -> DynamicTest.dynamicTest(row.situation(), () -> {
                    Decision decision = row.given().decide();
                    assertThat(decision.step().word() + ": " + String.join(", ", decision.reasons()))
                            .isEqualTo(row.step() + ": " + row.reasons());
                }));
    }

    @Test
    void both_halves_go_in_one_put_where_nothing_holds_one_back() {
        assertThat(paths(auto(plain("c")).decide()))
                .containsExactly(
                        "properties.aadProfile.managed",
                        "properties.aadProfile.adminGroupObjectIDs",
                        "properties.disableLocalAccounts");
    }

    @Test
    void a_listed_admin_credential_holds_local_accounts_and_lets_entra_go_first() {
        assertThat(paths(auto(plain("c")).adminListed(ofDays(1)).decide()))
                .containsExactly("properties.aadProfile.managed", "properties.aadProfile.adminGroupObjectIDs");
    }

    @Test
    void the_quiet_period_opens_so_long_after_the_last_listing() {
        Decision decision = entraOn().adminListed(ofDays(1)).decide();
        assertThat(decision.step().lookAgain()).contains(Given.NOW.plus(ofDays(6)));
    }

    @Test
    void a_wait_of_more_than_a_day_is_ticketed_and_a_shorter_one_is_not() {
        assertThat(ticketed(entraOn().adminListed(ofDays(1)))).isTrue();
        assertThat(ticketed(entraOn().adminListed(ofDays(7).minus(ofHours(2))))).isFalse();
    }

    @Test
    void a_wait_that_was_prolonged_is_ticketed() {
        Given prolonged =
                entraOn().adminListed(ofDays(7).minus(ofHours(2))).waitingFor("quiet-period", ofHours(1), ofHours(1));
        assertThat(ticketed(prolonged)).isTrue();
    }

    @Test
    void a_wait_for_something_else_before_does_not_prolong_this_one() {
        Given other = entraOn().adminListed(ofDays(7).minus(ofHours(2))).waitingFor("settling", ofHours(1), ofHours(1));
        assertThat(ticketed(other)).isFalse();
    }

    @Test
    void existing_admin_groups_are_kept_and_the_policys_are_added() {
        Decision decision = auto(plain("c").entra(OTHER_GROUP)).decide();
        assertThat(decision.step().planned().orElseThrow().after().adminGroups())
                .containsExactly(OTHER_GROUP, GROUP);
    }

    @Test
    void a_recorded_step_says_what_would_have_been_done() {
        Decision decision = auto(plain("c")).cap(GuardMode.AUDIT).decide();
        assertThat(decision.step())
                .isInstanceOfSatisfying(
                        Step.Recorded.class,
                        recorded -> assertThat(recorded.would().word()).isEqualTo("remediate"));
    }

    @Test
    void nothing_is_looked_up_for_a_cluster_that_no_write_is_considered_for() {
        assertThat(Decider.questions(Given.cluster(compliant("c")).situation())).isEqualTo(Decider.Questions.NONE);
        assertThat(Decider.questions(auto(plain("c")).mode(Mode.TICKET).situation()))
                .isEqualTo(Decider.Questions.NONE);
        assertThat(Decider.questions(auto(plain("c")).situation()))
                .isEqualTo(new Decider.Questions(Set.of(GROUP), false, true, false));
    }

    private static Row row(String situation, Given given, String step, String reasons) {
        return new Row(situation, given, step, reasons);
    }

    private static Given auto(ClusterDocument document) {
        return Given.cluster(document);
    }

    private static Given exempt() {
        return auto(plain("c").tag("entra-guard-exempt-until", "2026-02-01")).under(withApprovers());
    }

    private static Given off() {
        return auto(plain("c").tag("entra-guard-mode", "off")).under(withApprovers());
    }

    private static Settings withApprovers() {
        return with("approvers", List.of(APPROVER));
    }

    private static Given approvedFor(Duration ago) {
        Plan plan = auto(plain("c")).decide().step().planned().orElseThrow();
        return auto(plain("c")).mode(Mode.APPROVE).approved(plan.id(), ago);
    }

    private static Given entraOn() {
        return Given.cluster(plain("c").entra(GROUP));
    }

    private static ClusterDocument legacy() {
        return plain("c").aad(Map.of("clientAppID", LEGACY_APP, "serverAppID", LEGACY_APP));
    }

    private static ClusterDocument power(String code) {
        return plain("c").with("powerState", Map.of("code", code));
    }

    private static Given refusedFor(Duration time) {
        return Given.verdict(
                new Verdict.Refused("AuthorizationFailed", Given.NOW.minus(time), Given.NOW.plusSeconds(10)));
    }

    private static Given refusedWrite(Duration ago, int tries) {
        Plan plan = auto(plain("c")).decide().step().planned().orElseThrow();
        return auto(plain("c")).refused(plan.id(), ago, tries);
    }

    private static Given azureRbac(AssignmentState state) {
        return auto(plain("c"))
                .under(Given.changed(Map.of("mode", Mode.AUTO, "azureRbac", Settings.AzureRbac.ENABLE)))
                .administrators(new Administrators(Map.of(), state));
    }

    private static Settings with(String key, Object value) {
        var settings = new java.util.HashMap<String, Object>(Map.of("mode", Mode.AUTO, "adminGroups", List.of(GROUP)));
        settings.put(key, value);
        return Given.changed(settings);
    }

    private static Settings grace() {
        return with("localAccountsGrace", ofHours(2));
    }

    private static ChangeWindow window(DayOfWeek day) {
        return new ChangeWindow.Weekly(
                Set.of(day), LocalTime.of(9, 0), LocalTime.of(12, 0), ZoneId.of("Europe/Zurich"));
    }

    private static MaintenanceWindow ownWindow(String day) {
        return MaintenanceWindow.read(Map.of(
                "name",
                "default",
                "properties",
                Map.of("timeInWeek", List.of(Map.of("day", day, "hourSlots", List.of(9))))));
    }

    private static Administrators group(GroupState state) {
        return new Administrators(Map.of(GROUP, state), AssignmentState.NONE);
    }

    private static List<String> paths(Decision decision) {
        return decision.step().planned().orElseThrow().changes().stream()
                .map(Change::path)
                .toList();
    }

    private static boolean ticketed(Given given) {
        return given.decide().step() instanceof Step.Await await && await.ticketed();
    }
}
