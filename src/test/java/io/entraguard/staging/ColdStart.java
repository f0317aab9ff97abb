package io.entraguard.staging;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a JVM does that is started for one event: takes the staged app's directory and an event's file. */
final class ColdStart {
    private ColdStart() {}

    public static void main(String[] arguments) throws Exception {
        ClassLoader app = new StagedApp(Path.of(arguments[0])).loader(StagedApp.worker());
        StagedApp.deliver(app, Files.readString(Path.of(arguments[1]))).forEach(System.out::println);
    }
}
