package io.entraguard.reconcile.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Proves a {@link Ledger} from its files alone: each line byte for byte its own canonical form, each record its own
 * hash's, each chain in order from its first record on, through its months. What it cannot show is that the last
 * records of a chain, or a whole chain, were taken away: that takes a copy of the last hash kept elsewhere.
 */
public final class LedgerCheck {
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{32}|guard)/([0-9]{4}-(?:0[1-9]|1[0-2]))\\.jsonl");

    private LedgerCheck() {}

    /** What a check found. */
    public sealed interface Result {
        /** There is no ledger to check. */
        record Nothing() implements Result {}

        /** All of it holds. */
        record Intact(int chains, long records) implements Result {}

        /** Something does not: the first fault of each chain, and each file that belongs to none. */
        record Broken(List<Fault> faults) implements Result {
            public Broken {
                faults = List.copyOf(faults);
            }
        }
    }

    /**
     * What does not hold.
     *
     * @param line counted from 1; 0 where it is the file as a whole
     */
    public record Fault(String file, long line, String reason) {
        @Override
        public String toString() {
            return file.replaceAll("\\p{Cntrl}", "?") + (line == 0 ? "" : ":" + line) + ": " + reason;
        }
    }

    /** The bytes of one file. */
    @FunctionalInterface
    public interface Source {
        /** Opens the file at its beginning. */
        InputStream open() throws IOException;
    }

    /**
     * Checks every file under a folder; the folder of one chain, or one file of it, will do too.
     *
     * @throws IOException where the folder could not be listed
     */
    public static Result folder(Path path) throws IOException {
        var files = new TreeMap<String, Source>();
        if (Files.exists(path)) {
            Path whole = path.toRealPath();
            try (Stream<Path> walk = Files.walk(whole)) {
                walk.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                        .forEach(file -> files.put(name(whole, file), () -> Files.newInputStream(file)));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return of(files);
    }

    /** The file's place in a ledger, with the chain's folder even where that is, or holds, the path. */
    private static String name(Path whole, Path file) {
        Path root = whole.equals(file) ? up(up(whole)) : whole;
        Path place = root.relativize(file);
        if (place.getNameCount() == 1
                && NAME.matcher(root.getFileName() + "/" + place).matches()) {
            place = up(root).relativize(file);
        }
        var name = new StringBuilder();
        place.forEach(part -> name.append(name.isEmpty() ? "" : "/").append(part));
        return name.toString();
    }

    private static Path up(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    /** Checks files by their names in the ledger, such as {@code guard/2026-01.jsonl}. */
    public static Result of(SortedMap<String, Source> files) {
        if (files.keySet().stream().noneMatch(name -> NAME.matcher(name).matches())) {
            return new Result.Nothing();
        }
        var faults = new ArrayList<Fault>();
        var walks = new TreeMap<String, LedgerWalk>();
        files.forEach((name, source) -> {
            var matcher = NAME.matcher(name);
            if (matcher.matches()) {
                LedgerWalk walk = walks.computeIfAbsent(matcher.group(1), LedgerWalk::new);
                walk.through(name, matcher.group(2), source).ifPresent(faults::add);
            } else {
                faults.add(new Fault(name, 0, "does not belong to a ledger"));
            }
        });
        long records = walks.values().stream().mapToLong(LedgerWalk::records).sum();
        return faults.isEmpty() ? new Result.Intact(walks.size(), records) : new Result.Broken(faults);
    }
}
