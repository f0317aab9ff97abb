package io.entraguard.azure.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.BinaryData;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
    private final HttpHeaders headers = new HttpHeaders();
    private final Answer answer = new Answer("GET https://arm.example/x", 429, headers, BinaryData.fromString(""));

    @Test
    void a_date_to_come_back_at_counts_from_the_services_own_clock() {
        headers.set(HttpHeaderName.DATE, "Mon, 05 Jan 2026 09:00:00 GMT");
        headers.set(HttpHeaderName.RETRY_AFTER, "Mon, 05 Jan 2026 09:01:30 GMT");

        assertThat(answer.retryAfter()).contains(Duration.ofSeconds(90));
    }

    @Test
    void a_date_that_has_passed_or_has_nothing_to_count_from_says_nothing() {
        headers.set(HttpHeaderName.RETRY_AFTER, "Mon, 05 Jan 2026 09:01:30 GMT");
        assertThat(answer.retryAfter()).isEmpty();

        headers.set(HttpHeaderName.DATE, "Mon, 05 Jan 2026 10:00:00 GMT");
        assertThat(answer.retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"00:00:05,PT5S", "00:02:03,PT2M3S", "0:00:04.5,PT4S"})
    void resource_graph_says_it_as_a_time_span(String resetsAfter, Duration wait) {
        headers.set(HttpHeaderName.fromString("x-ms-user-quota-resets-after"), resetsAfter);

        assertThat(answer.retryAfter()).contains(wait);
    }

    @ParameterizedTest
    @CsvSource({"-1", "99999999999999999999", "1.5", "soon"})
    void what_is_no_number_of_seconds_says_nothing(String retryAfter) {
        headers.set(HttpHeaderName.RETRY_AFTER, retryAfter);

        assertThat(answer.retryAfter()).isEmpty();
    }

    @Test
    void no_wait_is_longer_than_an_hour() {
        headers.set(HttpHeaderName.RETRY_AFTER, "999999999");

        assertThat(answer.retryAfter()).contains(Duration.ofHours(1));
    }
}
