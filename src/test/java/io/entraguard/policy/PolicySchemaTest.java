package io.entraguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicySchemaTest {
    private static final JsonNode SCHEMA = schema();

    @Test
    void the_settings_and_the_schema_have_the_same_keys() {
        Set<String> settings = components(Settings.class);

        assertThat(names("/properties/defaults/properties")).isEqualTo(settings);
        var rule = new TreeSet<>(settings);
        rule.addAll(List.of("name", "when"));
        assertThat(names("/$defs/rule/properties")).isEqualTo(rule);
        assertThat(names("/$defs/when/properties")).isEqualTo(components(When.class));
        assertThat(names("/$defs/limits/properties")).isEqualTo(components(Limits.class));
        assertThat(names("/$defs/limits/properties/breaker/properties")).isEqualTo(components(Limits.Breaker.class));
        assertThat(names("/$defs/limits/properties/reverts/properties")).isEqualTo(components(Limits.Reverts.class));
        assertThat(names("/$defs/ticket/properties")).isEqualTo(components(TicketRouting.class));
        assertThat(names("/$defs/ticket/properties/due/properties")).isEqualTo(components(TicketRouting.Due.class));
        assertThat(names("/$defs/changeWindow/properties")).isEqualTo(components(ChangeWindow.Weekly.class));
    }

    @Test
    void the_defaults_that_editors_show_are_those_that_hold() throws ReflectiveOperationException {
        for (RecordComponent component : Settings.class.getRecordComponents()) {
            assertThat(SCHEMA.at("/$defs/" + component.getName() + "/default"))
                    .as(component.getName())
                    .isEqualTo(json(component.getAccessor().invoke(Settings.DEFAULTS)));
        }
        assertLimits("/$defs/limits/properties", Limits.DEFAULTS);
        assertLimits("/$defs/limits/properties/breaker/properties", Limits.DEFAULTS.breaker());
        assertLimits("/$defs/limits/properties/reverts/properties", Limits.DEFAULTS.reverts());
    }

    private static void assertLimits(String pointer, Record limits) throws ReflectiveOperationException {
        for (RecordComponent component : limits.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(limits);
            if (value instanceof Record) {
                continue;
            }
            assertThat(SCHEMA.at(pointer + "/" + component.getName() + "/default"))
                    .as(component.getName())
                    .isEqualTo(json(value));
        }
    }

    @Test
    void the_schema_allows_exactly_the_words_of_the_enums() {
        assertThat(words("mode")).isEqualTo(words(Mode.values()));
        assertThat(words("azureRbac")).isEqualTo(words(Settings.AzureRbac.values()));
        assertThat(words("localAccounts")).isEqualTo(words(Settings.LocalAccounts.values()));
        assertThat(words("pipelineOwned")).isEqualTo(words(Settings.PipelineOwned.values()));
        assertThat(words("ticket/properties/tracker")).isEqualTo(words(TicketRouting.Tracker.values()));
        assertThat(words("ticket/properties/assignee")).isEqualTo(words(TicketRouting.Assignee.values()));
        assertThat(words("tagMode")).isEqualTo(words(Settings.TagMode.values()));
    }

    @Test
    void no_mapping_takes_keys_that_it_does_not_list() {
        for (JsonNode mapping : mappings(SCHEMA)) {
            JsonNode others = mapping.path("additionalProperties");
            assertThat(others.isObject() || others.isBoolean() && !others.booleanValue())
                    .as(mapping.toString())
                    .isTrue();
        }
    }

    @Test
    void every_key_is_described_for_whoever_writes_a_policy() {
        names("/properties/defaults/properties")
                .forEach(name -> assertThat(
                                SCHEMA.at("/$defs/" + name + "/description").asText())
                        .as(name)
                        .isNotBlank());
    }

    private static List<JsonNode> mappings(JsonNode node) {
        var mappings = new ArrayList<JsonNode>();
        if (node.path("type").asText().equals("object")
                || node.path("type").toString().contains("\"object\"")) {
            mappings.add(node);
        }
        node.forEach(child -> mappings.addAll(mappings(child)));
        return mappings;
    }

    private static Set<String> components(Class<? extends Record> type) {
        var names = new TreeSet<String>();
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).forEach(names::add);
        return names;
    }

    private static Set<String> names(String pointer) {
        var names = new TreeSet<String>();
        SCHEMA.at(pointer).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> words(String definition) {
        var words = new ArrayList<String>();
        SCHEMA.at("/$defs/" + definition + "/enum").forEach(word -> words.add(word.asText()));
        return words;
    }

    private static List<String> words(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static JsonNode json(@Nullable Object value) {
        Object plain = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (plain instanceof Enum<?> word) {
            plain = word.name().toLowerCase(Locale.ROOT);
        } else if (plain instanceof Duration duration) {
            boolean days = !duration.isZero()
                    && duration.toHours() % 24 == 0
                    && duration.toHoursPart() == 0
                    && duration.toMinutesPart() == 0
                    && duration.toSecondsPart() == 0;
            plain = days ? "P" + duration.toDays() + "D" : duration.toString();
        } else if (plain instanceof Record record) {
            return json(record);
        } else if (!(plain instanceof Collection || plain instanceof Map || plain == null)) {
            return new ObjectMapper().valueToTree(plain);
        }
        return new ObjectMapper().valueToTree(plain);
    }

    private static JsonNode json(Record record) {
        var object = new ObjectMapper().createObjectNode();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                object.set(component.getName(), json(component.getAccessor().invoke(record)));
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
        return object;
    }

    private static JsonNode schema() {
        try (var resource = PolicySchemaTest.class.getResourceAsStream(PolicySchema.RESOURCE)) {
            return new ObjectMapper().readTree(resource);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
