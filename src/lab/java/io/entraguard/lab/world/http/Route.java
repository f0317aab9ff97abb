package io.entraguard.lab.world.http;

import java.util.Optional;

/** A part of the simulated Azure that knows some paths. Called with the world's monitor held. */
interface Route {
    /**
     * The answer to a request; empty where the path is not one of this route's.
     *
     * @throws io.entraguard.lab.world.Refusal for an answer that is an error
     */
    Optional<Answer> answer(Request request);
}
