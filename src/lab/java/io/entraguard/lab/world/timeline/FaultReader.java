package io.entraguard.lab.world.timeline;

import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.lab.world.Fault.Unanswered;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Understands the value of a {@code fault} line. */
final class FaultReader {
    private FaultReader() {}

    static Fault read(int number, @Nullable Object value) {
        Fields fields = Fields.of(
                number,
                "fault",
                value,
                "target",
                "method",
                "path",
                "times",
                "kind",
                "status",
                "code",
                "retryAfter",
                "message");
        String[] targets = Arrays.stream(Target.values()).map(Target::word).toArray(String[]::new);
        return new Fault(
                fields.word("target", Target::of, targets).orElse(Target.ARM),
                fields.optionalText("method"),
                fields.optionalText("path"),
                fields.number("times", 1, Integer.MAX_VALUE).orElse(1),
                failure(fields));
    }

    private static Fault.Failure failure(Fields fields) {
        Optional<Integer> status = fields.number("status", 400, 599);
        Optional<String> code = fields.optionalText("code");
        Optional<Duration> retryAfter =
                fields.number("retryAfter", 0, 1_000_000).map(Duration::ofSeconds);
        Optional<String> message = fields.optionalText("message");
        Supplier<Fault.Failure> answered = () -> {
            int given = status.orElseThrow(() -> fields.missing("status", "the HTTP status, from 400 to 599"));
            return new Fault.Answered(given, code.orElseGet(() -> Fault.usualCode(given)), retryAfter, message);
        };
        return fields.word(
                        "kind",
                        kind -> switch (kind) {
                            case "status" -> Optional.of(answered.get());
                            case "timeout" -> Optional.of(Unanswered.TIMEOUT);
                            case "reset" -> Optional.of(Unanswered.RESET);
                            case "lost-response" -> Optional.of(Unanswered.LOST_RESPONSE);
                            default -> Optional.empty();
                        },
                        "status",
                        "timeout",
                        "reset",
                        "lost-response")
                .orElseThrow(() -> fields.missing("kind", "status, timeout, reset or lost-response"));
    }
}
