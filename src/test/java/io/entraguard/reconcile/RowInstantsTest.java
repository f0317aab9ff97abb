package io.entraguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowInstantsTest {
    private static final JsonMapper JACKSONS_OWN =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    @Test
    void whatever_instant_a_row_holds_is_read_as_it_was_written() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            long second = random.nextLong(-62_167_219_200L, 253_402_300_800L); // the years 0 to 9999
            long unit = (long) Math.pow(10, random.nextInt(10)); // fractions of nine digits, of fewer, and none
            Instant instant = Instant.ofEpochSecond(second, random.nextInt(1_000_000_000) / unit * unit);
            assertThat(RowInstants.plain(instant.toString())).contains(instant);
            assertThat(taken(Json.Mappers.ROWS, instant.toString())).contains(instant);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-05T09:31:00Z",
                "2026-01-05T09:31:00.1234567Z",
                "2024-02-29T23:59:59.999999999Z",
                "2026-01-05T24:00:00Z",
                "2026-01-05T09:31:00+02:00",
                "2026-01-05T09:31Z",
                "+12026-01-05T09:31:00Z",
                "-0001-01-05T09:31:00Z",
                "1767605460",
                "2026-02-29T09:31:00Z",
                "2026-13-05T09:31:00Z",
                "2026-00-05T09:31:00Z",
                "2026-01-05T25:31:00Z",
                "2026-01-05T09:60:00Z",
                "2026-01-05T09:31:60Z",
                "2026-01-05T09:31:00.Z",
                "2026-01-05T09:31:00.1234567890Z",
                "2026-01-05T09:31:00,5Z",
                "2026-01-05T09:31:0/Z",
                "2026-01-05 09:31:00",
                "yesterday"
            })
    void what_is_spelled_in_whatever_way_is_what_Jackson_takes_it_for(String text) {
        assertThat(taken(Json.Mappers.ROWS, text)).isEqualTo(taken(JACKSONS_OWN, text));
    }

    private static Optional<Instant> taken(JsonMapper json, String text) {
        try {
            return Optional.of(json.readValue('"' + text + '"', Instant.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
