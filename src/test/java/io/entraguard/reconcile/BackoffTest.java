package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest(name = "after {0} failures {1}")
    @CsvSource({
        "0, PT10S",
        "1, PT20S",
        "2, PT40S",
        "3, PT1M20S",
        "4, PT2M40S",
        "5, PT5M20S",
        "6, PT10M40S",
        "7, PT15M",
        "8, PT15M",
        "64, PT15M",
        "2147483647, PT15M",
        "-1, PT10S"
    })
    void pauses_double_from_ten_seconds_to_a_quarter_of_an_hour(int attempt, Duration pause) {
        assertThat(Backoff.after(attempt, Optional.empty())).isEqualTo(pause);
    }

    @Test
    void what_the_other_side_asked_for_is_never_undercut() {
        assertThat(Backoff.after(0, Optional.of(Duration.ofSeconds(30)))).isEqualTo(Duration.ofSeconds(30));
        assertThat(Backoff.after(9, Optional.of(Duration.ofHours(1)))).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void a_shorter_wish_makes_no_shorter_pause() {
        assertThat(Backoff.after(3, Optional.of(Duration.ZERO))).isEqualTo(Duration.ofSeconds(80));
    }

    @Test
    void nobody_can_ask_to_be_left_alone_for_longer_than_the_queue_can_wait() {
        assertThat(Backoff.after(0, Optional.of(Duration.ofDays(400)))).isEqualTo(WorkQueue.LONGEST_DELAY);
    }
}
