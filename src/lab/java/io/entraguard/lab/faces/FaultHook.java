package io.entraguard.lab.faces;

import java.time.Duration;
import java.util.Optional;

/** Says, before each call of a face, whether something goes wrong with it. */
@FunctionalInterface
public interface FaultHook {
    /** Nothing ever goes wrong. */
    FaultHook NONE = operation -> Optional.empty();

    /**
     * What goes wrong with this call; asking takes one fault off the list.
     *
     * @param operation the port's method, a space and what it is called on, such as {@code save clusters/KEY}
     */
    Optional<Kind> take(String operation);

    /** What can go wrong. Only {@link LostResponse} leaves the call done. */
    sealed interface Kind {}

    /**
     * The other side answers with that status and does nothing.
     *
     * @param code its own word for it
     */
    record Status(int status, String code, Optional<Duration> retryAfter) implements Kind {}

    /** Nothing is done and no answer comes. */
    record Timeout() implements Kind {}

    /** The connection breaks before anything is done. */
    record Reset() implements Kind {}

    /** It is done, and no answer comes. */
    record LostResponse() implements Kind {}
}
