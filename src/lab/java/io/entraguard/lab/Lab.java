package io.entraguard.lab;

import io.entraguard.lab.world.timeline.BadScenario;
import io.entraguard.lab.world.timeline.Scenario;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.PolicyFile;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Plays a scenario folder and leaves its outputs: what {@code ./mvnw -q -Plab} runs. System properties
 * {@code lab.scenario} and {@code lab.out} name the folders, {@code lab.serve} keeps the page up afterwards, the variable
 * {@code GUARD_MODE} is the switch. Exit code 0, 2 where the
 * scenario cannot be played, 3 where the lab itself fails ({@code -Dlab.verbose=true} says where).
 */
public final class Lab {
    private static final Path STORY = Path.of("src", "lab", "resources", "story");
    private static final Path OUT = Path.of("target", "lab");

    /** What the program logs beside the story: only what somebody should know. Kept, or its level would be forgotten. */
    private static final Logger PROGRAM = Logger.getLogger("io.entraguard");

    private Lab() {}

    public static void main(String[] arguments) {
        PROGRAM.setLevel(Level.WARNING);
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int code = run(
                property("lab.scenario").map(Path::of).orElse(STORY),
                property("lab.out").map(Path::of).orElse(OUT),
                Optional.ofNullable(System.getenv("GUARD_MODE")),
                out,
                System.err);
        out.flush();
        System.exit(code);
    }

    /** Keeps API and console up until the process is interrupted. */
    private static void serve(Player player, PrintStream out) {
        try (var host = ApiHost.start(ApiHost.USUAL_PORT, player.api())) {
            out.println("Console: " + host.uri("console") + " (until interrupted)");
            out.println("API: " + host.uri("clusters") + ", " + host.uri("kpis") + ", " + host.uri("health"));
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
    }

    /** Plays one scenario; what cannot be played is one sentence on the error stream. */
    static int run(Path folder, Path outFolder, Optional<String> switchedTo, PrintStream out, PrintStream err) {
        var outputs = new Outputs(outFolder);
        try {
            outputs.clear();
            Scenario scenario = Scenario.read(folder);
            try (var player = new Player(scenario, mode(switchedTo))) {
                var narrator = new Narrator(player, out);
                narrator.begin(folder);
                player.play(narrator);
                outputs.write(player);
                narrator.end(outFolder);
                if (Boolean.getBoolean("lab.serve")) {
                    serve(player, out);
                }
            }
            return 0;
        } catch (BadScenario | BadSwitch e) {
            err.println(e.getMessage());
        } catch (PolicyFile.Invalid e) {
            err.println("policy.yaml: " + e.getMessage());
        } catch (UncheckedIOException e) {
            err.println(e.getMessage());
        } catch (RuntimeException e) {
            err.println("the lab itself failed, which is a fault of the lab: " + e);
            if (verbose()) {
                e.printStackTrace(err);
            }
            return 3;
        }
        return 2;
    }

    private static boolean verbose() {
        return Boolean.getBoolean("lab.verbose");
    }

    private static GuardMode mode(Optional<String> word) {
        return word.filter(given -> !given.isBlank())
                .map(given -> Arrays.stream(GuardMode.values())
                        .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(given))
                        .findFirst()
                        .orElseThrow(() -> new BadSwitch("GUARD_MODE is " + given + "; it may be "
                                + Arrays.stream(GuardMode.values())
                                        .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", ")))))
                .orElse(GuardMode.ENFORCE);
    }

    /** The environment's switch has a value that there is not. */
    private static final class BadSwitch extends RuntimeException {
        BadSwitch(String message) {
            super(message);
        }
    }
}
