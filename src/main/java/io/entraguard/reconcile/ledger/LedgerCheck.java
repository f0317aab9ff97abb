package io.entraguard.reconcile.ledger;

import io.entraguard.reconcile.ledger.LedgerAnchors.Anchor;
import io.entraguard.reconcile.ledger.LedgerRecord.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proves a {@link Ledger} from its files: each line byte for byte its own canonical form, each record its own hash's, each
 * chain in order from its first record on, through its months, and each anchor still true, both those that stand in the
 * ledger itself and those that are given. That the last records of a chain or a whole chain were taken away, or a chain
 * was made anew, shows only where an anchor tells of it.
 */
public final class LedgerCheck {
    private static final Pattern NAME =
            Pattern.compile("([0-9a-f]{32}|" + Ledger.GUARD + ")/([0-9]{4}-(?:0[1-9]|1[0-2]))\\.jsonl");

    private LedgerCheck() {}

    /** What a check found. */
    public sealed interface Result {
        /** There is no ledger to check. */
        record Nothing() implements Result {}

        /**
         * All of it holds.
         *
         * @param anchors how many heads that were told at some time are there as they were told
         */
        record Intact(int chains, long records, int anchors) implements Result {}

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
        /** Opens the file at its beginning; may be asked twice. */
        InputStream open() throws IOException;
    }

    /** Whether a file of that name belongs to a ledger, such as {@code guard/2026-01.jsonl}. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Checks every file under a folder. The folder of one chain, or one file of it, will do too; then only the anchors of
     * what is there count.
     *
     * @param told anchors that were kept elsewhere
     * @throws IOException where the folder could not be listed
     */
    public static Result folder(Path path, LedgerAnchors told) throws IOException {
        if (!Files.exists(path)) {
            return new Result.Nothing();
        }
        Path whole = path.toRealPath();
        var files = new TreeMap<String, Source>();
        try (Stream<Path> walk = Files.walk(whole)) {
            walk.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .forEach(file -> files.put(name(whole, file), () -> Files.newInputStream(file)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return of(files, told, within(whole, files.keySet()));
    }

    /** The file's place in a ledger, with the chain's folder even where that is, or holds, the path. */
    private static String name(Path whole, Path file) {
        Path root = whole.equals(file) ? up(up(whole)) : whole;
        Path place = root.relativize(file);
        if (place.getNameCount() == 1 && isName(root.getFileName() + "/" + place)) {
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

    /** Which anchors a path can be held against: of one file those up to its month, of a chain's folder the chain's. */
    private static Predicate<Anchor> within(Path whole, Set<String> names) {
        if (Files.isRegularFile(whole)) {
            return anchor -> names.stream()
                    .anyMatch(name -> name.startsWith(anchor.chain() + "/") && name.compareTo(file(anchor)) >= 0);
        }
        boolean chain = names.stream().anyMatch(name -> isName(name) && !Files.exists(whole.resolve(name)));
        Set<String> there = names.stream()
                .map(NAME::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toSet());
        return anchor -> !chain || there.contains(anchor.chain());
    }

    private static String file(Anchor anchor) {
        return anchor.chain() + "/" + anchor.month() + ".jsonl";
    }

    /** Checks all files of a ledger by their names in it. */
    public static Result of(SortedMap<String, Source> files, LedgerAnchors told) {
        return of(files, told, anchor -> true);
    }

    private static Result of(SortedMap<String, Source> files, LedgerAnchors told, Predicate<Anchor> counts) {
        if (files.keySet().stream().noneMatch(LedgerCheck::isName)) {
            return new Result.Nothing();
        }
        // Before anything else is read: what was told up to then must be there when the chains are read after it.
        LedgerAnchors anchors = told.with(own(files), counts);
        var faults = new ArrayList<Fault>();
        var walks = new TreeMap<String, LedgerWalk>();
        files.forEach((name, source) -> {
            var matcher = NAME.matcher(name);
            if (matcher.matches()) {
                walks.computeIfAbsent(matcher.group(1), chain -> new LedgerWalk(chain, anchors))
                        .through(name, matcher.group(2), source)
                        .ifPresent(faults::add);
            } else {
                faults.add(new Fault(name, 0, "does not belong to a ledger"));
            }
        });
        walks.values().forEach(walk -> walk.end().ifPresent(faults::add));
        anchors.chains().stream()
                .filter(chain -> !walks.containsKey(chain))
                .flatMap(chain -> anchors.last(chain).stream())
                .forEach(last -> faults.add(absent(last)));
        long records = walks.values().stream().mapToLong(LedgerWalk::records).sum();
        return faults.isEmpty() ? new Result.Intact(walks.size(), records, anchors.count()) : new Result.Broken(faults);
    }

    private static Fault absent(Anchor last) {
        return new Fault(file(last), 0, "is missing: its record " + last.seq() + " was anchored at " + last.told());
    }

    /** The anchors that stand in the guard's own chain, as far as it can be read. */
    private static LedgerAnchors own(SortedMap<String, Source> files) {
        var anchors = new ArrayList<Anchor>();
        files.forEach((name, source) -> {
            if (isName(name) && name.startsWith(Ledger.GUARD + "/")) {
                try (var lines = new LedgerLines(source.open())) {
                    for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                        anchors.addAll(
                                LedgerAnchors.in(LedgerRecord.parse(line.get()).event()));
                    }
                } catch (Malformed | IOException e) {
                    // The walk along the chain tells of it.
                }
            }
        });
        return new LedgerAnchors(anchors);
    }
}
