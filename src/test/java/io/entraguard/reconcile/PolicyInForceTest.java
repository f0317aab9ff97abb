package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.world.VirtualClock;
import io.entraguard.model.AuditEvent;
import io.entraguard.model.AuditEvent.Alert;
import io.entraguard.model.AuditEvent.PolicyChanged;
import io.entraguard.model.Severity;
import io.entraguard.model.Sha256;
import io.entraguard.policy.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolicyInForceTest {
    private static final String TICKET = policy("ticket");
    private static final String AUTO = policy("auto");
    private static final String BROKEN = "apiVersion: entra-guard/v1\ndefaults:\n  mode: perhaps\n  settle: 1\n";
    private static final String PLACE = "conf/policy.yaml";

    private final VirtualClock clock = new VirtualClock();
    private final Failing table = new Failing();
    private final LabMemoryStore store = new LabMemoryStore(table);
    private final List<AuditEvent> audited = Collections.synchronizedList(new ArrayList<>());
    private final Audit audit = this::audited;
    private final PolicySource source = this::load;
    private final PolicyInForce policy = instance();
    private volatile Optional<String> file = Optional.of(TICKET);
    private boolean auditDown;
    private final AtomicInteger asked = new AtomicInteger();

    private static String policy(String mode) {
        return "apiVersion: entra-guard/v1\ndefaults:\n  mode: " + mode + "\n";
    }

    private PolicyInForce instance() {
        return new PolicyInForce(source, PLACE, store, audit, clock, PolicyInForce.INTERVAL);
    }

    private void audited(List<AuditEvent> events) {
        if (auditDown) {
            throw new Failure.Transient("the ledger gave no answer");
        }
        audited.addAll(events);
    }

    private Optional<PolicySource.Loaded> load(Optional<String> etag) {
        asked.incrementAndGet();
        String text = file.orElseThrow(() -> new Failure.Transient("no answer"));
        String version = Sha256.hex(text);
        return etag.equals(Optional.of(version))
                ? Optional.empty()
                : Optional.of(new PolicySource.Loaded(text.getBytes(StandardCharsets.UTF_8), version));
    }

    private void replaced(String text) {
        file = Optional.of(text);
        passes(PolicyInForce.INTERVAL);
    }

    private void passes(Duration time) {
        clock.advanceTo(clock.instant().plus(time));
    }

    private Mode mode() {
        return policy.get().defaults().mode();
    }

    private List<AuditEvent.Body> bodies() {
        return audited.stream().map(AuditEvent::body).toList();
    }

    private static String hash(String text) {
        return Sha256.hex(text);
    }

    @Test
    void the_first_policy_is_recorded_as_a_change_from_nothing() {
        assertThat(mode()).isEqualTo(Mode.TICKET);
        assertThat(bodies()).containsExactly(new PolicyChanged("", hash(TICKET)));
        assertThat(audited.get(0).policyHash()).isEqualTo(hash(TICKET));
        assertThat(policy.state())
                .isEqualTo(new PolicyInForce.State(
                        Optional.of(hash(TICKET)),
                        Optional.of(clock.instant()),
                        PLACE,
                        Optional.empty(),
                        Optional.of(clock.instant())));
    }

    @Test
    void the_file_is_looked_at_once_an_interval_and_a_new_version_counts_from_then_on() {
        assertThat(mode()).isEqualTo(Mode.TICKET);
        file = Optional.of(AUTO);
        passes(PolicyInForce.INTERVAL.minusMillis(1));
        assertThat(mode()).isEqualTo(Mode.TICKET);
        assertThat(asked).hasValue(1);

        passes(Duration.ofMillis(1));
        assertThat(mode()).isEqualTo(Mode.AUTO);
        assertThat(mode()).isEqualTo(Mode.AUTO);
        assertThat(asked).hasValue(2);
        assertThat(bodies()).last().isEqualTo(new PolicyChanged(hash(TICKET), hash(AUTO)));
        assertThat(policy.state().since()).contains(clock.instant());
    }

    @Test
    void an_unchanged_file_is_no_news() {
        mode();
        Instant since = clock.instant();
        passes(Duration.ofHours(1));
        mode();
        assertThat(audited).hasSize(1);
        assertThat(policy.state().since()).contains(since);
        assertThat(policy.state().read()).contains(clock.instant());
    }

    @Test
    void a_broken_version_keeps_the_last_good_one_and_raises_one_alert() {
        mode();
        replaced(BROKEN);
        assertThat(mode()).isEqualTo(Mode.TICKET);
        passes(Duration.ofHours(1));
        assertThat(mode()).isEqualTo(Mode.TICKET);

        String problem = PLACE + ":3:9: defaults.mode: ";
        assertThat(audited).hasSize(2);
        assertThat(audited.get(1).policyHash()).isEqualTo(hash(TICKET));
        assertThat((Alert) audited.get(1).body())
                .matches(alert -> alert.kind().equals("policy-broken") && alert.severity() == Severity.HIGH)
                .extracting(Alert::text)
                .asString()
                .startsWith("the policy file is broken, so the last good version stays in force: " + problem)
                .endsWith(" (and 1 more; 'guard policy check' lists them)");
        assertThat(policy.state().hash()).contains(hash(TICKET));
        assertThat(policy.state().problem().orElseThrow()).startsWith(problem);
    }

    @Test
    void a_mended_file_is_no_change_and_the_same_fault_made_again_is_another_alert() {
        mode();
        replaced(BROKEN);
        mode();
        replaced(TICKET);
        mode();
        assertThat(policy.state().problem()).isEmpty();
        assertThat(audited).hasSize(2);

        replaced(BROKEN);
        mode();
        assertThat(audited).hasSize(3);
        assertThat(audited.get(2).body()).isInstanceOf(Alert.class);
        assertThat(audited.get(2).occurrence()).isNotEqualTo(audited.get(1).occurrence());
    }

    @Test
    void a_file_that_cannot_be_read_keeps_the_last_good_policy_without_an_alert() {
        mode();
        file = Optional.empty();
        Instant read = clock.instant();
        passes(Duration.ofHours(1));
        assertThat(mode()).isEqualTo(Mode.TICKET);
        assertThat(audited).hasSize(1);
        assertThat(policy.state().problem().orElseThrow()).startsWith(PLACE).endsWith("no answer");
        assertThat(policy.state().read()).contains(read);

        replaced(TICKET);
        mode();
        assertThat(policy.state().problem()).isEmpty();
    }

    @Test
    void what_is_wrong_with_a_version_is_still_known_after_a_failed_look() {
        mode();
        replaced(BROKEN);
        mode();
        file = Optional.empty();
        passes(PolicyInForce.INTERVAL);
        mode();
        replaced(BROKEN);
        mode();
        assertThat(policy.state().problem().orElseThrow()).contains("defaults.mode");
        assertThat(audited).hasSize(2);
    }

    @Test
    void a_new_instance_that_meets_a_broken_or_unreadable_file_starts_with_the_last_good_policy() {
        mode();
        Instant since = clock.instant();
        replaced(BROKEN);
        PolicyInForce second = instance();
        assertThat(second.get().hash()).isEqualTo(hash(TICKET));
        assertThat(second.state().since()).contains(since);
        assertThat(audited).hasSize(2);

        file = Optional.empty();
        PolicyInForce third = instance();
        assertThat(third.get().hash()).isEqualTo(hash(TICKET));
        assertThat(third.state().problem()).isPresent();
        assertThat(audited).hasSize(2);
    }

    @Test
    void a_broken_version_brings_what_another_instance_saw_last_into_force() {
        mode();
        replaced(AUTO);
        instance().get();
        file = Optional.of(BROKEN);
        assertThat(mode()).isEqualTo(Mode.AUTO);
    }

    @Test
    void with_no_policy_at_all_asking_says_why_and_the_file_is_looked_at_no_oftener() {
        file = Optional.of(BROKEN);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(Failure.Transient.class)
                    .isThrownBy(policy::get)
                    .withMessageStartingWith("there is no policy to go by: " + PLACE + ":3:9: defaults.mode: ");
        }
        assertThat(asked).hasValue(1);
        assertThat(bodies())
                .singleElement()
                .isInstanceOfSatisfying(
                        Alert.class,
                        alert -> assertThat(alert.text())
                                .startsWith("the policy file is broken, and nothing is done until it is mended: "));

        replaced(TICKET);
        assertThat(mode()).isEqualTo(Mode.TICKET);
        assertThat(bodies()).last().isEqualTo(new PolicyChanged("", hash(TICKET)));
    }

    @Test
    void with_a_file_that_could_never_be_read_asking_says_why() {
        file = Optional.empty();
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(policy::get)
                .withMessage("there is no policy to go by: " + PLACE + " could not be read: no answer");
        assertThat(policy.state().read()).isEmpty();
    }

    @Test
    void a_change_that_cannot_be_recorded_is_not_in_force() {
        mode();
        auditDown = true;
        replaced(AUTO);
        assertThat(mode()).isEqualTo(Mode.TICKET);
        assertThat(policy.state().problem().orElseThrow()).endsWith("the ledger gave no answer");

        auditDown = false;
        passes(PolicyInForce.INTERVAL);
        assertThat(mode()).isEqualTo(Mode.AUTO);
    }

    @Test
    void a_new_instance_goes_by_the_last_good_policy_while_a_change_cannot_be_recorded() {
        mode();
        auditDown = true;
        file = Optional.of(AUTO);
        assertThat(instance().get().hash()).isEqualTo(hash(TICKET));
    }

    @Test
    void a_broken_version_whose_alert_cannot_be_raised_is_told_of_later() {
        mode();
        auditDown = true;
        replaced(BROKEN);
        assertThat(mode()).isEqualTo(Mode.TICKET);
        auditDown = false;
        passes(PolicyInForce.INTERVAL);
        mode();
        assertThat(bodies()).last().isInstanceOf(Alert.class);
    }

    @Test
    void a_stop_between_record_and_row_makes_the_same_event_by_the_same_name_again() {
        mode();
        file = Optional.of(AUTO);
        table.well().once(); // the row is read, and then not saved
        assertThat(instance().get().hash()).isEqualTo(hash(TICKET));
        assertThat(instance().get().hash()).isEqualTo(hash(AUTO));
        assertThat(audited).hasSize(3);
        assertThat(audited.get(2).occurrence()).isEqualTo(audited.get(1).occurrence());
        assertThat(audited.get(2).body()).isEqualTo(audited.get(1).body());
    }

    @Test
    void without_the_table_nothing_is_done_by_a_policy_that_nobody_may_have_recorded() {
        table.down(true);
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(policy::get);
        table.down(false);
        passes(PolicyInForce.INTERVAL);
        assertThat(mode()).isEqualTo(Mode.TICKET);
    }

    @Test
    void of_many_instances_one_records_the_change() throws Exception {
        mode();
        file = Optional.of(AUTO);
        var instances = IntStream.range(0, 8).mapToObj(i -> instance()).toList();
        var threads = Executors.newFixedThreadPool(8);
        try {
            for (var asking : instances) {
                threads.execute(asking::get);
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES))
                    .isTrue();
        } finally {
            threads.shutdownNow();
        }
        // Those who saw the row at the same instant give the event one name, which the ledger takes once.
        assertThat(audited.stream().skip(1).map(AuditEvent::occurrence).distinct())
                .hasSize(1);
        instances.forEach(asking -> assertThat(asking.get().hash()).isEqualTo(hash(AUTO)));
        assertThat(instance().get().hash()).isEqualTo(hash(AUTO));
    }

    @Test
    void while_one_thread_looks_the_others_go_by_the_policy_before() throws Exception {
        var looking = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        PolicySource slow = etag -> {
            if (etag.isPresent()) {
                looking.countDown();
                await(go);
            }
            return load(etag);
        };
        var shared = new PolicyInForce(slow, PLACE, store, audit, clock, PolicyInForce.INTERVAL);
        shared.get();
        replaced(AUTO);
        var thread = Executors.newSingleThreadExecutor();
        try {
            var first = thread.submit(shared::get);
            await(looking);
            assertThat(shared.get().hash()).isEqualTo(hash(TICKET));
            go.countDown();
            assertThat(first.get().hash()).isEqualTo(hash(AUTO));
            assertThat(shared.get().hash()).isEqualTo(hash(AUTO));
        } finally {
            thread.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_policy_too_long_to_be_kept_is_in_force_all_the_same() {
        String comment = "# " + "x".repeat(100) + "\n";
        file = Optional.of(TICKET + comment.repeat(PolicyRow.LONGEST_TEXT / comment.length() + 1));
        assertThat(mode()).isEqualTo(Mode.TICKET);
        assertThat(instance().get().hash()).isEqualTo(policy.get().hash());
        assertThat(audited).hasSize(1);

        replaced(BROKEN);
        assertThat(mode()).isEqualTo(Mode.TICKET);
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(instance()::get);
    }

    @Test
    void a_kept_policy_that_is_not_what_its_hash_says_is_not_used() {
        mode();
        MemoryStore.Row row = store.load(MemoryStore.FLEET, PolicyRow.ROW).orElseThrow();
        store.save(MemoryStore.FLEET, PolicyRow.ROW, row.text().replace("ticket", "auto"), Optional.of(row.etag()));
        file = Optional.empty();
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(instance()::get);
    }

    @Test
    void a_kept_policy_that_this_version_cannot_read_is_not_used() {
        mode();
        MemoryStore.Row row = store.load(MemoryStore.FLEET, PolicyRow.ROW).orElseThrow();
        store.save(MemoryStore.FLEET, PolicyRow.ROW, row.text().replace("ticket", "later"), Optional.of(row.etag()));
        file = Optional.empty();
        assertThatExceptionOfType(Failure.Transient.class).isThrownBy(instance()::get);
    }

    @Test
    void a_row_that_is_no_row_stops_new_policies_until_it_is_mended() {
        store.save(MemoryStore.FLEET, PolicyRow.ROW, "{", Optional.empty());
        assertThatExceptionOfType(Failure.Transient.class)
                .isThrownBy(policy::get)
                .withMessageContaining("the row of the policy could not be read");
    }
}
