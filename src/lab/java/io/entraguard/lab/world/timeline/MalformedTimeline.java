package io.entraguard.lab.world.timeline;

/** A timeline line that is not understood; the message begins with {@code timeline.jsonl:LINE: }. */
public final class MalformedTimeline extends BadScenario {
    private final int line;

    public MalformedTimeline(int line, String problem) {
        super("timeline.jsonl:" + line + ": " + problem);
        this.line = line;
    }

    /** The line's number, counted from 1. */
    public int line() {
        return line;
    }
}
