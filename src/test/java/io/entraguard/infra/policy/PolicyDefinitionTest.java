package io.entraguard.infra.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Json;
import io.entraguard.testing.ClusterDocument;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The evaluator itself, by small rules on one cluster. */
class PolicyDefinitionTest {
    private static final PolicyRequest REQUEST = PolicyRequest.by(
            Caller.user("44444444-4444-4444-4444-444444444444"),
            ClusterDocument.compliant("c1").tag("until", "2026-01-06T00:00:00Z").tree());

    private static Optional<String> tried(String condition) {
        Map<String, Object> rule = Json.object("{\"if\":" + condition + ",\"then\":{\"effect\":\"Audit\"}}")
                .orElseThrow();
        return new PolicyDefinition(Map.of("parameters", Map.of(), "policyRule", rule)).effect(Map.of(), REQUEST);
    }

    private static boolean holds(String condition) {
        return tried(condition).equals(Optional.of("audit"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "true  | {'field':'type','equals':'microsoft.containerservice/managedclusters'}",
                "false | {'field':'location','notEquals':'WestEurope'}",
                "true  | {'field':'location','in':['northeurope','westeurope']}",
                "true  | {'field':'kind','notIn':['x']}",
                "true  | {'field':'name','like':'c*'}",
                "false | {'field':'name','like':'.*1'}",
                "true  | {'field':'name','notLike':'d*'}",
                "true  | {'field':'id','contains':'/RESOURCEGROUPS/RG-1/'}",
                "true  | {'field':'tags','containsKey':'Owner'}",
                "true  | {'field':'tags','notContainsKey':'nobody'}",
                "true  | {'field':'tags.owner','equals':'team-a'}",
                "true  | {'field':'tags[cost-center]','equals':'4711'}",
                "false | {'field':'tags.nobody','exists':true}",
                "true  | {'field':'tags.nobody','exists':'false'}",
                "true  | {'field':'Microsoft.ContainerService/managedClusters/disableLocalAccounts','equals':true}",
                "true  | {'field':'Microsoft.ContainerService/managedClusters/disableLocalAccounts','equals':'True'}",
                "true  | {'field':'Microsoft.ContainerService/managedClusters/aadProfile','exists':'true'}",
                "true  | {'field':'Microsoft.ContainerService/managedClusters/aadProfile.managed','equals':'true'}",
                "true  | {'field':'Microsoft.ContainerService/managedClusters/sku.name','equals':'Base'}",
                "false | {'field':'Microsoft.Compute/virtualMachines/sku.name','exists':true}",
                "true  | {'value':3,'greater':2}",
                "true  | {'value':3,'lessOrEquals':3.0}",
                "true  | {'not':{'value':'a','equals':'b'}}",
                "false | {'allOf':[{'value':'a','equals':'a'},{'value':'a','equals':'b'}]}",
                "true  | {'anyOf':[{'value':'a','equals':'b'},{'value':'a','equals':'A'}]}",
            })
    void conditions_mean_what_the_documentation_says(boolean expected, String condition) {
        assertThat(holds(condition.replace('\'', '"'))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[concat('a', 'it''s', ']')] = ait's]",
                "[[not an expression] = [not an expression]",
                "[tryGet(requestContext().identity, 'idtyp')] = user",
                "[requestContext().identity.IDTYP] = user",
                "[requestContext().identity['idtyp']] = user",
                "[coalesce(tryGet(requestContext().identity, 'acrs'), 'none')] = none",
                "[if(contains2('a'), 'x', 'y')] ! no function is called contains2",
                "[if(empty(field('tags')), 'none', toLower('SOME'))] = some",
                "[trim('  c1 ')] = c1",
                "[length(split('p1,c2', ','))] = 2",
                "[and(not(equals(1, 2)), or(less(1, 2), greater(1, 2)))] = true",
                "[greaterOrEquals(field('tags.until'), addDays(utcNow(), 1))] = false",
                "[lessOrEquals(field('tags.until'), addDays(utcNow(), 1))] = true",
                "[concat('a'] ! ) expected at column 12",
                "[concat('a)] ! ' expected at column 10",
                "[concat('a')x] ! end expected at column 13",
            })
    void expressions_yield_what_the_documentation_says(String line) {
        boolean refused = line.contains("] ! ");
        String[] parts = line.split(refused ? " ! " : " = ");
        String condition = Json.write(Map.of("value", parts[0], "equals", refused ? "" : literal(parts[1])));

        if (refused) {
            assertThatThrownBy(() -> tried(condition))
                    .isInstanceOf(NotUnderstood.class)
                    .hasMessageContaining(parts[1]);
        } else {
            assertThat(holds(condition)).isTrue();
        }
    }

    private static String literal(String text) {
        return text.startsWith("[") ? "[" + text : text;
    }

    @Test
    void a_break_glass_instant_can_be_compared_with_the_clock() {
        assertThat(holds("{\"field\":\"tags['until']\",\"greater\":\"[utcNow()]\"}"))
                .isTrue();
        assertThat(holds("{\"field\":\"tags['until']\",\"less\":\"[utcNow()]\"}"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'value':'[requestContext().identity.acrs]','equals':'p1'}",
                "{'value':'[tryGet(requestContext().identity, concat(1))]','equals':'p1'}",
                "{'field':'tags.nobody','less':'2026'}",
                "{'value':1,'greater':'a'}",
                "{'value':'a','in':'a'}",
                "{'field':'name','like':'*c*'}",
            })
    void what_cannot_be_evaluated_is_an_implicit_deny_whatever_the_effect(String condition) {
        assertThat(tried(condition.replace('\'', '"'))).contains("deny");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'field':'name','is':'c1'}                      | no operator is called is",
                "{'field':'colour','equals':'red'}               | no field is called colour",
                "{'field':'name','equals':'c1','value':'x'}      | one of field and value and one operator",
                "{'field':'name','equals':'c1','like':'c*'}      | one of field and value and one operator",
                "{'allof':[{'field':'name','equals':'c1'}]}      | one of field and value and one operator",
                "{'allOf':[]}                                    | allOf and anyOf hold conditions",
                "{'value':'[parameters(''x'')]','equals':'red'}  | parameters('x') is used but not declared",
            })
    void what_it_does_not_know_is_an_error_and_never_quietly_false(String condition, String message) {
        String json = condition.replace("''", "\u0001").replace('\'', '"').replace('\u0001', '\'');

        assertThatThrownBy(() -> tried(json)).isInstanceOf(NotUnderstood.class).hasMessageContaining(message);
    }
}
