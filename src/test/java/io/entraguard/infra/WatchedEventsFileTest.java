package io.entraguard.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entraguard.azure.WatchedEvents;
import io.entraguard.azure.WatchedEvents.Watched;
import java.io.File;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The filter of every event subscription lets through exactly the list of events that count. */
class WatchedEventsFileTest {
    private static final File FILE = new File("infra/watched-events.json");

    private static Stream<String> listed(String part) throws IOException {
        JsonNode list = new ObjectMapper().readTree(FILE).get(part);
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
    }

    private static Stream<String> counted(Function<Watched, String> part) {
        return WatchedEvents.all().stream().map(part).distinct();
    }

    @Test
    void it_names_the_event_types_that_count_and_no_others() throws IOException {
        assertThat(listed("eventTypes"))
                .containsExactlyInAnyOrderElementsOf(counted(Watched::eventType).toList());
    }

    @Test
    void it_names_the_operations_that_count_and_no_others() throws IOException {
        assertThat(listed("operations"))
                .containsExactlyInAnyOrderElementsOf(counted(Watched::operation).toList());
    }
}
