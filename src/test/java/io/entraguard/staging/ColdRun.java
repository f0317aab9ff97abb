package io.entraguard.staging;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a measured JVM does, which has the staged jars on its class path: takes the kind of its work and files of inputs,
 * prints {@value #DONE} when the functions have returned, and ends. The environment holds the app's settings.
 */
final class ColdRun {
    static final String DONE = "done";

    private ColdRun() {}

    /** What is done. */
    enum Kind {
        /** One empty function. */
        NOTHING,
        /** The first event, to the message on the queue. */
        EVENT,
        /** The first message, through the loop. */
        RECONCILE,
        /** An event and a message, for an archive of what both load. */
        BOTH
    }

    public static void main(String[] arguments) throws Exception {
        Kind kind = Kind.valueOf(arguments[0]);
        ClassLoader app = ColdRun.class.getClassLoader();
        String event = Files.readString(Path.of(arguments[1]));
        switch (kind) {
            case NOTHING -> {
                Class<?> empty = Class.forName("io.entraguard.staging.EmptyFunction", false, app);
                StagedApp.call(app, empty.getConstructor().newInstance(), event, StagedApp.context(app));
            }
            case EVENT -> deliver(app, event);
            case RECONCILE -> StagedApp.reconcile(app, Files.readString(Path.of(arguments[2])));
            case BOTH -> {
                deliver(app, event);
                StagedApp.reconcile(app, Files.readString(Path.of(arguments[2])));
            }
        }
        System.out.println(DONE);
        System.out.flush();
        System.exit(0); // the HTTP client's threads would keep it for a while
    }

    private static void deliver(ClassLoader app, String event) throws ReflectiveOperationException {
        List<String> queued = StagedApp.deliver(app, event);
        if (queued.size() != 1) {
            throw new IllegalStateException("one event makes one message, not " + queued.size());
        }
    }
}
