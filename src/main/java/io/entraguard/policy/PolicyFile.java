package io.entraguard.policy;

import io.entraguard.model.Sha256;
import io.entraguard.policy.YamlTree.Document;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * The policy file: YAML of {@code apiVersion: entra-guard/v1}, checked against the schema that is published beside it.
 * What is not known in it is an error, never ignored. No state.
 */
public final class PolicyFile {
    /** The longest file that is read, in bytes; a thousand rules are shorter. */
    public static final int LARGEST = 1024 * 1024;

    private static final String EXAMPLE = "/policy.example.yaml";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private PolicyFile() {}

    /** A policy that cannot be used, with everything that is wrong with it; the message is about the first. */
    public static final class Invalid extends RuntimeException {
        private final transient List<PolicyProblem> problems;

        Invalid(List<PolicyProblem> problems) {
            this(problems.stream()
                    .sorted(Comparator.comparingInt(PolicyProblem::line).thenComparingInt(PolicyProblem::column))
                    .toArray(PolicyProblem[]::new));
        }

        Invalid(PolicyProblem... problems) {
            super("policy" + problems[0]);
            this.problems = List.of(problems);
        }

        /** What is wrong, in the order of the file's lines; never empty. */
        public List<PolicyProblem> problems() {
            return problems;
        }
    }

    /**
     * The policy that a file's bytes say.
     *
     * @throws Invalid where they are not a policy
     */
    public static Policy read(byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw new Invalid(PolicyProblem.ofFile("the file has " + bytes.length + " bytes; at most " + LARGEST
                    + " are read, so split the fleet or shorten the lists"));
        }
        Document document = YamlTree.read(text(bytes));
        List<PolicyProblem> problems = PolicySchema.published().problems(document);
        if (!problems.isEmpty()) {
            throw new Invalid(problems);
        }
        return new PolicyReading(document).policy(Sha256.hex(bytes));
    }

    /** The same of a text, whose hash is that of its UTF-8 bytes. */
    public static Policy read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The example policy that comes with the program. */
    public static Policy builtIn() {
        return read(example());
    }

    /** The bytes of that example's file. */
    public static byte[] example() {
        return resource(EXAMPLE);
    }

    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Invalid(PolicyProblem.ofFile("the file is not UTF-8 text; save it as UTF-8"));
        }
    }

    private static byte[] resource(String name) {
        try (InputStream resource = PolicyFile.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("the program is incomplete: " + name + " is missing");
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
