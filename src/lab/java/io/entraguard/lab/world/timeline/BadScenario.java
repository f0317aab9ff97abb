package io.entraguard.lab.world.timeline;

/** A scenario folder that cannot be played; the message is one sentence that names the file, what is wrong and the remedy. */
public class BadScenario extends RuntimeException {
    public BadScenario(String message) {
        super(message);
    }

    /** The sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
