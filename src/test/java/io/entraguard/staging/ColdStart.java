package io.entraguard.staging;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a JVM does that is started for one event: takes the staged app's directory, an event's file and its kind. */
final class ColdStart {
    private ColdStart() {}

    public static void main(String[] arguments) throws Exception {
        ClassLoader app = new StagedApp(Path.of(arguments[0])).loader(StagedApp.worker());
        String text = Files.readString(Path.of(arguments[1]));
        (arguments[2].equals("audit") ? StagedApp.audit(app, text) : StagedApp.deliver(app, text))
                .forEach(System.out::println);
    }
}
