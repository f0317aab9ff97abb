package io.entraguard.model;

import java.util.List;

/**
 * One failing control of one cluster.
 *
 * @param control which control fails
 * @param severity how bad that is on this cluster
 * @param observed what the document said, in words, never a secret
 * @param remedy who can put it right
 */
public record Finding(ControlId control, Severity severity, String observed, Remedy remedy) {
    /** The control's title, for people. */
    public String title() {
        return control.title();
    }

    /** The clauses of public frameworks that this finding touches. */
    public List<String> references() {
        return control.references();
    }
}
