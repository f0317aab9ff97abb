package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.Body;
import io.entraguard.model.AuditEvent.FindingChanged;
import io.entraguard.model.AuditEvent.FindingClosed;
import io.entraguard.model.AuditEvent.FindingOpened;
import io.entraguard.model.Sighting;
import io.entraguard.model.Sighting.Act;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingBookTest {
    private final Passing pass = new Passing();

    private static ClusterDocument plain() {
        return ClusterDocument.plain("c-1");
    }

    private static ClusterDocument compliant() {
        return ClusterDocument.compliant("c-1");
    }

    private static List<String> alerts(List<Body> bodies) {
        return bodies.stream()
                .filter(Alert.class::isInstance)
                .map(body -> ((Alert) body).kind())
                .toList();
    }

    private Optional<Instant> changed(String control) {
        return Optional.ofNullable(pass.memory.findings.get(control)).flatMap(ClusterMemory.Open::changed);
    }

    private static List<String> controls(List<Body> bodies, Class<? extends Body> kind) {
        return bodies.stream()
                .filter(kind::isInstance)
                .map(body -> body instanceof FindingOpened opened
                        ? opened.finding().control().code()
                        : body instanceof FindingClosed closed
                                ? closed.finding().control().code()
                                : ((FindingChanged) body).finding().control().code())
                .toList();
    }

    @Test
    void a_finding_is_told_once_while_it_lasts() {
        assertThat(controls(pass.looks(plain()), FindingOpened.class)).containsExactly("ENTRA-01", "ENTRA-03");
        pass.later(Duration.ofHours(1));
        assertThat(pass.looks(plain())).isEmpty();
        assertThat(pass.memory.status).isEqualTo(Status.NONCOMPLIANT);
    }

    @Test
    void a_finding_that_fails_otherwise_has_changed_and_is_as_old_as_before() {
        Instant first = pass.now;
        pass.looks(plain());
        pass.later(Duration.ofHours(1));
        List<Body> recorded = pass.looks(plain().aad(Map.of("managed", false)));
        assertThat(recorded).singleElement().isInstanceOfSatisfying(FindingChanged.class, changed -> {
            assertThat(changed.opened()).isEqualTo(first);
            assertThat(changed.finding().observed()).isEqualTo("aadProfile.managed is false");
        });
    }

    @Test
    void a_finding_that_passes_is_closed_and_kept_for_the_figures() {
        Instant first = pass.now;
        pass.looks(plain());
        pass.later(Duration.ofHours(2));
        assertThat(controls(pass.looks(compliant()), FindingClosed.class)).containsExactly("ENTRA-01", "ENTRA-03");
        assertThat(pass.memory.findings).isEmpty();
        assertThat(pass.memory.status).isEqualTo(Status.COMPLIANT);
        assertThat(pass.memory.closed)
                .extracting(Closed::detected, Closed::resolved)
                .containsOnly(tuple(first, pass.now));
    }

    @Test
    void who_put_it_right_is_the_guard_only_where_its_fix_was_proven_now() {
        pass.looks(plain());
        pass.memory.lastWrite = pass.sees(Act.WRITE, Passing.SOMEBODY, pass.now);
        pass.memory.fix = new ClusterMemory.Fix("plan-1", pass.now, true);
        assertThat(pass.looks(plain().entra("x")))
                .filteredOn(FindingClosed.class::isInstance)
                .extracting(body -> ((FindingClosed) body).by())
                .containsExactly("the guard's plan plan-1");
        pass.later(Duration.ofHours(1));
        assertThat(pass.looks(compliant()))
                .filteredOn(FindingClosed.class::isInstance)
                .extracting(body -> ((FindingClosed) body).by())
                .containsOnly(Passing.SOMEBODY);
    }

    @Test
    void a_fix_by_somebody_whom_no_event_named_is_nobodys() {
        pass.looks(plain());
        assertThat(pass.looks(compliant()))
                .extracting(body -> ((FindingClosed) body).by())
                .containsOnly("somebody unknown");
    }

    @Test
    void when_the_cluster_is_gone_its_findings_end_and_prove_nothing() {
        pass.looks(plain());
        AuditDraft draft = pass.draft();
        new FindingBook(pass.memory, draft, pass.now).enterGone();
        draft.flush();
        assertThat(pass.recorded()).hasSize(2).allMatch(body -> ((FindingClosed) body).gone());
        assertThat(pass.memory.findings).isEmpty();
        assertThat(pass.memory.closed).as("nothing was repaired").isEmpty();
        assertThat(pass.memory.gone).isTrue();
        pass.looks(plain());
        assertThat(pass.memory.gone).isFalse();
    }

    @Test
    void a_new_cluster_without_entra_is_news() {
        assertThat(alerts(pass.looks(plain()))).containsExactly("new-cluster-without-entra");
        assertThat(alerts(pass.looks(plain()))).isEmpty();
    }

    @Test
    void a_new_cluster_with_entra_and_local_accounts_is_other_news() {
        assertThat(alerts(pass.looks(plain().entra("g")))).containsExactly("new-cluster-with-local-accounts");
    }

    @Test
    void a_compliant_cluster_is_no_news() {
        assertThat(alerts(pass.looks(compliant()))).isEmpty();
    }

    @Test
    void a_cluster_that_was_there_before_the_guard_is_a_finding_and_no_news() {
        pass.memory.baseline = true;
        List<Body> recorded = pass.looks(plain());
        assertThat(controls(recorded, FindingOpened.class)).isNotEmpty();
        assertThat(alerts(recorded)).isEmpty();
    }

    @Test
    void a_cluster_that_was_there_before_and_was_seen_to_be_changed_is_news() {
        pass.memory.baseline = true;
        pass.memory.lastWrite = pass.sees(Act.WRITE, Passing.SOMEBODY, pass.now);
        assertThat(alerts(pass.looks(plain()))).containsExactly("changed-cluster-without-entra");
    }

    @Test
    void local_accounts_that_are_turned_back_on_are_news_with_who_was_seen() {
        pass.looks(compliant());
        pass.memory.lastWrite = pass.sees(Act.WRITE, Passing.SOMEBODY, pass.now);
        assertThat(pass.looks(compliant().with("disableLocalAccounts", false)))
                .filteredOn(Alert.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(Alert.class, alert -> {
                    assertThat(alert.kind()).isEqualTo("local-accounts-turned-on");
                    assertThat(alert.evidence()).isEqualTo(Optional.ofNullable(pass.memory.lastWrite));
                });
    }

    @Test
    void a_fix_that_somebody_undoes_is_counted_once() {
        pass.looks(compliant());
        pass.memory.fix = new ClusterMemory.Fix("plan-1", pass.now, true);
        pass.memory.lastWrite = pass.sees(Act.WRITE, Passing.SOMEBODY, pass.now);
        pass.looks(compliant().with("disableLocalAccounts", false));
        pass.looks(plain());
        assertThat(pass.memory.reverts)
                .singleElement()
                .satisfies(revert -> assertThat(revert.by().orElseThrow().oid()).isEqualTo(Passing.SOMEBODY));
        assertThat(pass.memory.fix.standing()).isFalse();
    }

    @Test
    void a_finding_that_the_guard_never_fixed_is_no_revert() {
        pass.looks(compliant());
        pass.memory.fix = new ClusterMemory.Fix("plan-1", pass.now, true);
        pass.looks(compliant().untagged());
        pass.looks(compliant().with("enableRBAC", false));
        assertThat(pass.memory.reverts).isEmpty();
    }

    @Test
    void since_when_entra_is_on_is_remembered_until_it_goes_off() {
        pass.looks(plain());
        assertThat(pass.memory.entraOnSince).isNull();
        Instant on = pass.now;
        pass.looks(plain().entra("g"));
        pass.later(Duration.ofHours(1));
        pass.looks(plain().entra("g"));
        assertThat(pass.memory.entraOnSince).isEqualTo(on);
        pass.looks(plain());
        assertThat(pass.memory.entraOnSince).isNull();
    }

    @Test
    void when_local_accounts_were_on_last_is_remembered() {
        pass.looks(plain());
        Instant last = pass.now;
        pass.later(Duration.ofHours(1));
        pass.looks(compliant());
        assertThat(pass.memory.localAccountsOnAt).isEqualTo(last);
    }

    @Test
    void when_the_cluster_began_to_fail_is_known_where_the_write_was_seen() {
        pass.looks(compliant());
        pass.later(Duration.ofMinutes(5));
        Instant written = pass.now.minus(Duration.ofMinutes(3));
        pass.memory.lastWrite = pass.sees(Act.WRITE, Passing.SOMEBODY, written);
        pass.looks(plain().entra("g"));
        assertThat(changed("ENTRA-03")).contains(written);
    }

    /** A write that an event told of, and a look at what it left: all is well. */
    private Sighting writtenWell() {
        Sighting write = pass.sees(Act.WRITE, Passing.SOMEBODY, pass.now);
        pass.memory.lastWrite = write;
        pass.memory.wrote(write);
        pass.looks(compliant());
        return write;
    }

    @Test
    void a_write_that_the_look_before_had_seen_neither_dates_a_finding_nor_names_anybody() {
        writtenWell();
        pass.later(Duration.ofDays(60));
        List<Body> recorded = pass.looks(compliant().with("disableLocalAccounts", false));
        assertThat(changed("ENTRA-03")).isEmpty();
        assertThat(recorded)
                .filteredOn(Alert.class::isInstance)
                .extracting(body -> ((Alert) body).evidence())
                .containsExactly(Optional.empty());
        pass.later(Duration.ofDays(1));
        assertThat(pass.looks(compliant()))
                .filteredOn(FindingClosed.class::isInstance)
                .extracting(body -> ((FindingClosed) body).by())
                .containsOnly("somebody unknown");
    }

    @Test
    void a_write_at_the_instant_of_the_look_before_counts_unless_that_look_knew_it() {
        Sighting known = writtenWell();
        pass.looks(compliant().with("disableLocalAccounts", false));
        assertThat(changed("ENTRA-03")).isEmpty();
        pass.looks(compliant());
        pass.memory.lastWrite = pass.sees(Act.WRITE, "another", known.at());
        pass.looks(compliant().with("disableLocalAccounts", false));
        assertThat(changed("ENTRA-03")).contains(known.at());
    }

    @Test
    void a_write_that_came_before_the_fix_did_not_undo_it() {
        writtenWell();
        pass.memory.fix = new ClusterMemory.Fix("plan-1", pass.now, true);
        pass.later(Duration.ofHours(1));
        pass.looks(compliant().with("disableLocalAccounts", false));
        assertThat(pass.memory.reverts)
                .singleElement()
                .satisfies(revert -> assertThat(revert.by()).isEmpty());
    }

    @Test
    void a_write_from_the_future_dates_nothing() {
        pass.memory.lastWrite = pass.sees(Act.WRITE, Passing.SOMEBODY, pass.now.plusSeconds(60));
        pass.looks(plain());
        assertThat(changed("ENTRA-01")).isEmpty();
    }
}
