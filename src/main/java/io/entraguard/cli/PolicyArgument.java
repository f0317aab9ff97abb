package io.entraguard.cli;

import io.entraguard.policy.Policy;
import io.entraguard.policy.PolicyFile;
import java.io.InputStream;

/** Reads the policy that a verb was given to work by. */
final class PolicyArgument {
    private PolicyArgument() {}

    /**
     * The policy of that file.
     *
     * @throws Unusable where it cannot be read or is not valid; the message is about the first fault
     */
    static Policy read(String name) {
        if (name.equals("-")) {
            throw new Unusable("--policy: standard input is for clusters; name the policy's file");
        }
        try {
            return PolicyFile.read(InputFile.bytes(name, InputStream.nullInputStream()));
        } catch (PolicyFile.Invalid e) {
            int more = e.problems().size() - 1;
            throw new Unusable(
                    InputFile.shown(name)
                            + e.problems().get(0)
                            + (more > 0 ? " (and " + more + " more; 'guard policy check' lists them)" : ""),
                    e);
        }
    }
}
