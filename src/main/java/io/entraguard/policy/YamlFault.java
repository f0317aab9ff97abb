package io.entraguard.policy;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.dataformat.yaml.snakeyaml.error.MarkedYAMLException;
import io.entraguard.policy.YamlTree.Open;
import java.util.Optional;

/** Says what the YAML parser stumbled over, with line, column and remedy. */
@SuppressWarnings("deprecation") // the only way to the mark that does not name the parser behind Jackson's
final class YamlFault {
    private static final String DOUBLED = "Duplicate field";

    private YamlFault() {}

    /** The parser's complaint in this project's words. */
    static PolicyFile.Invalid of(StreamReadException e, Open object) {
        JsonLocation location = Optional.ofNullable(e.getLocation()).orElse(JsonLocation.NA);
        String message = Optional.ofNullable(e.getOriginalMessage()).orElse("");
        if (message.startsWith(DOUBLED)) {
            return new PolicyFile.Invalid(doubled(location, message, object));
        }
        return new PolicyFile.Invalid(
                e instanceof MarkedYAMLException marked
                        ? marked(marked)
                        : new PolicyProblem(
                                Math.max(location.getLineNr(), 0),
                                Math.max(location.getColumnNr(), 0),
                                "",
                                notYaml(message)));
    }

    private static PolicyProblem marked(MarkedYAMLException e) {
        return new PolicyProblem(
                e.getProblemMark().getLine() + 1, e.getProblemMark().getColumn() + 1, "", notYaml(e.getProblem()));
    }

    private static PolicyProblem doubled(JsonLocation behindKey, String message, Open object) {
        String name = message.substring(message.indexOf('\'') + 1, message.lastIndexOf('\''));
        return new PolicyProblem(
                behindKey.getLineNr(),
                Math.max(1, behindKey.getColumnNr() - name.length()),
                object.child(name),
                "this key is given twice, first on line " + object.line(name) + "; keep one of the two");
    }

    private static String notYaml(String message) {
        String first = message.lines().findFirst().orElse("");
        if (first.startsWith("Expected a field name")) {
            first = "a key must be a plain word";
        } else if (first.startsWith("found character '\\t")) {
            first = "a tab stands where spaces must";
        }
        return "this is not YAML: " + Words.shown(first);
    }
}
