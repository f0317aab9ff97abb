package io.entraguard.cli;

import io.entraguard.cli.ClusterDocument.Unread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What {@code evaluate} and {@code plan} have in common: the way that clusters come in and their report goes out. */
final class Report {
    /** The ways to print a report. */
    enum Format {
        TABLE,
        JSON;

        /** The format of that word. */
        static Format of(String word) {
            for (Format format : values()) {
                if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return format;
                }
            }
            throw new TypeConversionException("'" + word + "' is not one of table, json");
        }
    }

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, for people, or json, which is stable; the default is table.")
    private Format format = Format.TABLE;

    private final Surroundings surroundings;

    Report(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Judges the clusters of the files one by one and prints what came of it. */
    int print(List<String> files, Function<ClusterDocument, Outcome> judge) {
        ClusterFiles.Contents contents = ClusterFiles.read(files, surroundings.in());
        contents.notes().forEach(surroundings.err()::println);
        var outcomes = new ArrayList<Outcome>();
        for (ClusterDocument document : contents.clusters()) {
            outcomes.add(judge.apply(document));
            if (document instanceof Unread unread) {
                surroundings.err().println(unread.sentence());
            }
        }
        if (format == Format.JSON) {
            JsonReport.print(outcomes, surroundings.out());
        } else {
            TableReport.print(outcomes, surroundings.out(), new Paint(surroundings.coloured()));
        }
        return exitCode(Summary.of(outcomes));
    }

    /** Prints what came of the live fleet, and what mode {@code auto} would make of it. */
    int printLive(List<Outcome> outcomes) {
        outcomes.forEach(outcome -> outcome.unreadable()
                .ifPresent(why -> surroundings
                        .err()
                        .println(Printable.line(outcome.id()) + ": could not be judged: " + Printable.line(why))));
        if (format == Format.JSON) {
            JsonReport.print(outcomes, surroundings.out());
        } else {
            TableReport.print(outcomes, surroundings.out(), new Paint(surroundings.coloured()));
        }
        return exitCode(Summary.of(outcomes));
    }

    /** What the whole input comes to: 0, 1 or, where nothing could be judged, 2. */
    static int exitCode(Summary summary) {
        if (summary.unknown() > 0 && summary.unknown() == summary.evaluated()) {
            return Guard.UNUSABLE;
        }
        return summary.allCompliant() ? Guard.GOOD : Guard.NOT_GOOD;
    }
}
