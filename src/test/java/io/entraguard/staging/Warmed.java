package io.entraguard.staging;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a JVM does that is started for one message of the queue: takes the staged app's directory and the message's file. */
final class Warmed {
    private Warmed() {}

    public static void main(String[] arguments) throws Exception {
        ClassLoader app = new StagedApp(Path.of(arguments[0])).loader(StagedApp.worker());
        StagedApp.reconcile(app, Files.readString(Path.of(arguments[1])));
        System.out.println("handled");
    }
}
