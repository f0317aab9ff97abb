package io.entraguard.staging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An archive of the classes that a first event and a first pass of the loop load, for one JDK and one class path: a
 * dynamic AppCDS archive, or from JDK 25 on an AOT cache (JEP 514).
 *
 * @param file where it is
 * @param flags what a JVM needs to use it; one that cannot goes on without
 */
record ClassArchive(Path file, List<String> flags) {
    private static final int WITH_AOT_CACHE = 25;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"([\\d.+]+)\"");

    /** What became of the try to make one. */
    record Made(Optional<ClassArchive> archive, String why) {}

    /** Makes one by doing what it is for. Some JVMs crash over it, which is their end and not ours. */
    static Made make(ColdJvm jvm, Map<String, String> environment, Path event, Path message) {
        boolean cache = Runtime.Version.parse(version(jvm.jdk())).feature() >= WITH_AOT_CACHE;
        Path file = jvm.folder()
                .resolve(cache ? "entra-guard.aot" : "entra-guard.jsa")
                .toAbsolutePath();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            return new Made(Optional.empty(), "the old archive is in use");
        }
        String dump = (cache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + file;
        ColdJvm.End end = jvm.run(ColdRun.Kind.BOTH, environment, List.of(dump), event, message);
        if (!end.well() || !Files.isRegularFile(file)) {
            return new Made(
                    Optional.empty(),
                    end.output().contains("fatal error")
                            ? "the JVM crashed over the dump"
                            : "the JVM that was to make the archive ended with " + end.status());
        }
        String use = (cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file;
        return new Made(Optional.of(new ClassArchive(file, List.of(use))), "");
    }

    /** The version of the JDK there, as its own file says; that of this JVM where it has none. */
    static String version(Path jdk) {
        try {
            Matcher version = VERSION.matcher(Files.readString(jdk.resolve("release")));
            return version.find() ? version.group(1) : Runtime.version().toString();
        } catch (IOException e) {
            return Runtime.version().toString();
        }
    }
}
