package io.entraguard.staging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.azure.EventGridEvents;
import io.entraguard.azure.Intake;
import io.entraguard.azure.SampleEvent;
import io.entraguard.reconcile.WorkItemJson;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The staged app loads and runs in a loader like the Functions Java worker's, where only its own jars are to be had. */
class WorkerLoadIT {
    private final StagedApp app = StagedApp.ofThisBuild();
    private final ClassLoader loader = app.loader(StagedApp.worker());

    private List<String> entryPoints() throws IOException {
        try (Stream<Path> files = Files.walk(app.directory(), 2)) {
            return files.filter(file -> file.endsWith("function.json"))
                    .map(WorkerLoadIT::entryPoint)
                    .toList();
        }
    }

    private static String entryPoint(Path description) {
        try {
            return new ObjectMapper()
                    .readTree(description.toFile())
                    .get("entryPoint")
                    .asText();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothing_of_this_build_is_visible_to_the_worker() {
        assertThat(StagedApp.workerLibraries())
                .extracting(jar -> String.valueOf(jar.getFileName()).replaceFirst("-\\d.*", ""))
                .containsExactly("azure-functions-java-core-library", "azure-functions-java-spi");
    }

    @Test
    void every_entry_point_resolves_and_gets_one_lasting_instance() throws Exception {
        assertThat(entryPoints()).isNotEmpty();
        for (String entryPoint : entryPoints()) {
            int dot = entryPoint.lastIndexOf('.');
            Class<?> type = Class.forName(entryPoint.substring(0, dot), false, loader);
            Method method = StagedApp.method(type, entryPoint.substring(dot + 1));
            assertThat(type.getClassLoader()).isSameAs(loader);
            assertThat(method.getParameterTypes())
                    .allMatch(parameter ->
                            parameter.getClassLoader() != getClass().getClassLoader());
            assertThat(StagedApp.instance(loader, type.getName())).isInstanceOf(type);
        }
    }

    @Test
    void cluster_events_runs_on_a_real_event() throws Exception {
        String event = SampleEvent.text("cluster-write.json");
        Intake.Kept expected = (Intake.Kept) EventGridEvents.read(event);

        assertThat(StagedApp.deliver(loader, event)).containsExactly(WorkItemJson.write(expected.request()));
    }
}
