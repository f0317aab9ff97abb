package io.entraguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.Remedy;
import io.entraguard.model.Severity;
import io.entraguard.policy.Decision.Because;
import io.entraguard.testing.ClusterDocument;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StepTest {
    private static final Instant AT = Given.NOW;
    private static final Plan PLAN = Plan.of(
                    ClusterDocument.plain("c").snapshot(),
                    Given.settings(Mode.AUTO),
                    Set.of(Plan.Half.ENTRA, Plan.Half.LOCAL_ACCOUNTS))
            .orElseThrow();

    /** A step, its word, the plan that it is about and when it wants the cluster looked at again. */
    private record Row(Step step, String word, Optional<Plan> planned, Optional<Instant> lookAgain) {}

    static List<Row> steps() {
        Optional<Plan> noPlan = Optional.empty();
        Optional<Instant> never = Optional.empty();
        return List.of(
                new Row(new Step.None(), "none", noPlan, never),
                new Row(new Step.Ticket(Optional.empty()), "ticket", noPlan, never),
                new Row(new Step.Ticket(Optional.of(AT)), "ticket", noPlan, Optional.of(AT)),
                new Row(new Step.AwaitApproval(PLAN), "await-approval", Optional.of(PLAN), never),
                new Row(new Step.Remediate(PLAN), "remediate", Optional.of(PLAN), never),
                new Row(new Step.Await(Optional.of(PLAN), AT, true), "wait", Optional.of(PLAN), Optional.of(AT)),
                new Row(new Step.Await(noPlan, AT, false), "wait", noPlan, Optional.of(AT)),
                new Row(new Step.Exempt(AT, AT), "exempt", noPlan, Optional.of(AT)),
                new Row(new Step.Recorded(new Step.Remediate(PLAN)), "record", noPlan, never),
                new Row(new Step.Recorded(new Step.Await(noPlan, AT, false)), "record", noPlan, Optional.of(AT)));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void each_step_says_its_word_its_plan_and_when_to_look_again(Row row) {
        assertThat(row.step().word()).isEqualTo(row.word());
        assertThat(row.step().planned()).isEqualTo(row.planned());
        assertThat(row.step().lookAgain()).isEqualTo(row.lookAgain());
    }

    @Test
    void a_reason_with_particulars_is_one_sentence() {
        assertThat(new Because(Reason.STOPPED, "").sentence()).isEqualTo("the cluster is stopped.");
        assertThat(new Because(Reason.POOL_NOT_READY, "np1, np2").sentence())
                .isEqualTo("a node pool is not ready: np1, np2.");
    }

    @Test
    void a_decision_names_each_reason_once() {
        var decision = new Decision(
                new Step.None(),
                List.of(
                        new Because(Reason.GRACE, "a"),
                        new Because(Reason.GRACE, "b"),
                        new Because(Reason.STOPPED, "")),
                Mode.AUTO);
        assertThat(decision.reasons()).containsExactly("grace", "stopped");
        assertThat(decision.has(Reason.STOPPED)).isTrue();
        assertThat(decision.has(Reason.COMPLIANT)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_reason_is_a_code_and_the_beginning_of_a_sentence(Reason reason) {
        assertThat(reason.code()).matches("[a-z]+(-[a-z]+)*");
        assertThat(reason.sentence()).isNotBlank().doesNotEndWith(".");
    }

    @Test
    void words_in_files_are_in_lower_case() {
        assertThat(Remedy.AUTOMATIC.word()).isEqualTo("automatic");
        assertThat(Severity.CRITICAL.word()).isEqualTo("critical");
        assertThat(Mode.AUDIT.word()).isEqualTo("audit");
    }
}
