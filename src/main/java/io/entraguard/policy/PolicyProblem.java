package io.entraguard.policy;

/**
 * One thing that is wrong with a policy file.
 *
 * @param line where, counted from 1; 0 where it is about the file as a whole
 * @param column where in the line, counted from 1; 0 where it is about the file as a whole
 * @param path the key, such as {@code rules[0].when.tags}; empty where it is about the file as a whole
 * @param message what is wrong, what is allowed and how to put it right, without a full stop
 */
public record PolicyProblem(int line, int column, String path, String message) {
    /** A problem of the file as a whole. */
    static PolicyProblem ofFile(String message) {
        return new PolicyProblem(0, 0, "", message);
    }

    /** The problem in one line, to stand after the file's name: {@code :3:9: defaults.mode: …}. */
    @Override
    public String toString() {
        String place = line > 0 ? ":" + line + ":" + column + ": " : ": ";
        return place + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
