package io.entraguard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entraguard.model.ControlId;
import io.entraguard.policy.Settings.AzureRbac;
import io.entraguard.policy.Settings.LocalAccounts;
import io.entraguard.policy.Settings.PipelineOwned;
import io.entraguard.policy.Settings.TagMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFileTest {
    private static final String HEAD = "apiVersion: entra-guard/v1\n";
    private static final String GROUP = "22222222-2222-2222-2222-222222222222";

    @Test
    void a_policy_that_says_nothing_is_the_documented_defaults() {
        Policy policy = PolicyFile.read(HEAD);

        assertThat(policy.defaults()).isEqualTo(Settings.DEFAULTS);
        assertThat(policy.limits()).isEqualTo(Limits.DEFAULTS);
        assertThat(policy.rules()).isEmpty();
    }

    @Test
    void the_built_in_policy_writes_the_defaults_out_and_has_two_rules() {
        Policy policy = PolicyFile.builtIn();

        assertThat(policy.defaults()).isEqualTo(Settings.DEFAULTS);
        assertThat(policy.limits()).isEqualTo(Limits.DEFAULTS);
        assertThat(policy.rules()).extracting(Policy.Rule::name).containsExactly("production", "sandbox");
        assertThat(policy.rules().get(0).settings().mode()).isEqualTo(Mode.APPROVE);
        assertThat(policy.rules().get(0).settings().approvers())
                .containsExactly("11111111-1111-1111-1111-111111111111");
        assertThat(policy.rules().get(0).when())
                .isEqualTo(new When(Map.of("env", List.of("prod", "production")), List.of(), List.of()));
        assertThat(policy.rules().get(1).settings().mode()).isEqualTo(Mode.AUTO);
        assertThat(policy.rules().get(1).settings().adminGroups()).containsExactly(GROUP);
    }

    @Test
    void every_key_of_the_defaults_is_read() {
        Settings settings = PolicyFile.read(HEAD + """
                        defaults:
                          mode: auto
                          adminGroups: [22222222-2222-2222-2222-222222222222]
                          azureRbac: enable
                          localAccounts: keep
                          localAccountsGrace: P1D
                          quietPeriod: PT36H
                          verifyAdministrators: false
                          pipelineOwned: ticket
                          settle: PT0.5S
                          migrateLegacy: true
                          ownerTag: contact
                          costCenterTag: "4711"
                          tenant: 72f988bf-0000-41af-91ab-2d7cd011db47
                          tagMode: any
                          approvers: [11111111-1111-1111-1111-111111111111]
                          approvalTtl: PT4H
                          requireMfa: true
                          changeWindow: {days: [SAT, SUN], from: 22:00, to: "05:30", zone: Europe/Zurich}
                          inheritTags: true
                          priority: 1
                          ticket: {tracker: azure-boards, project: Platform, repo: contoso/x, table: incident, assignee: nobody, labels: [aks], due: {high: P2D}}
                          ticketAlso: [OWN-01, ENTRA-09]
                        """).defaults();

        assertThat(settings)
                .isEqualTo(new Settings(
                        Mode.AUTO,
                        List.of(GROUP),
                        AzureRbac.ENABLE,
                        LocalAccounts.KEEP,
                        Duration.ofDays(1),
                        Duration.ofHours(36),
                        false,
                        PipelineOwned.TICKET,
                        Duration.ofMillis(500),
                        true,
                        "contact",
                        "4711",
                        Optional.of("72f988bf-0000-41af-91ab-2d7cd011db47"),
                        TagMode.ANY,
                        List.of("11111111-1111-1111-1111-111111111111"),
                        Duration.ofHours(4),
                        true,
                        Optional.of(new ChangeWindow.Weekly(
                                Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                                LocalTime.of(22, 0),
                                LocalTime.of(5, 30),
                                ZoneId.of("Europe/Zurich"))),
                        true,
                        1,
                        new TicketRouting(
                                Optional.of(TicketRouting.Tracker.AZURE_BOARDS),
                                Optional.of("Platform"),
                                Optional.of("contoso/x"),
                                Optional.of("incident"),
                                TicketRouting.Assignee.NOBODY,
                                List.of("aks"),
                                new TicketRouting.Due(
                                        Duration.ofDays(1),
                                        Duration.ofDays(2),
                                        Duration.ofDays(30),
                                        Duration.ofDays(90))),
                        List.of(ControlId.OWN_01, ControlId.ENTRA_09)));
    }

    @Test
    void every_limit_is_read_and_each_that_is_left_out_keeps_its_default() {
        Limits limits = PolicyFile.read(HEAD + """
                        limits:
                          concurrentRemediations: 1
                          remediationsPerHour: 2
                          breaker: {within: PT2H}
                          newTicketsPerDay: 4
                          reverts: {count: 5}
                        """).limits();

        assertThat(limits)
                .isEqualTo(new Limits(
                        1,
                        2,
                        new Limits.Breaker(3, Duration.ofHours(2)),
                        4,
                        new Limits.Reverts(5, Duration.ofDays(7))));
    }

    @Test
    void a_rule_is_laid_over_the_defaults_key_by_key() {
        Settings rule = PolicyFile.read(HEAD + """
                        defaults:
                          adminGroups: [22222222-2222-2222-2222-222222222222]
                          tenant: 72f988bf-0000-41af-91ab-2d7cd011db47
                          changeWindow: {days: [MON], from: "01:00", to: "02:00", zone: UTC}
                          settle: PT1H
                        rules:
                          - name: x
                            adminGroups: []
                            tenant: null
                            changeWindow:
                            mode: "off"
                        """).rules().get(0).settings();

        assertThat(rule.adminGroups()).isEmpty();
        assertThat(rule.tenant()).isEmpty();
        assertThat(rule.changeWindow()).isEmpty();
        assertThat(rule.mode()).isEqualTo(Mode.OFF);
        assertThat(rule.settle()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void a_rule_says_which_clusters_it_is_for() {
        When when = PolicyFile.read(HEAD + """
                        rules:
                          - name: x
                            when:
                              tags: {env: [on, "true", "7", ""], "cost.center/x~y": []}
                              subscriptions: [3f2c9a10-5b7e-4d1c-9a44-0c6d2f1e8b01]
                              resourceGroups: ["rg-*"]
                        """).rules().get(0).when();

        assertThat(when)
                .isEqualTo(new When(
                        Map.of("env", List.of("on", "true", "7", ""), "cost.center/x~y", List.of()),
                        List.of("3f2c9a10-5b7e-4d1c-9a44-0c6d2f1e8b01"),
                        List.of("rg-*")));
    }

    @Test
    void a_rule_without_when_is_for_every_cluster() {
        assertThat(PolicyFile.read(HEAD + "rules: [{name: all}]\n")
                        .rules()
                        .get(0)
                        .when())
                .isEqualTo(When.ALWAYS);
    }

    @ParameterizedTest
    @CsvSource({"off, OFF", "audit, AUDIT", "ticket, TICKET", "approve, APPROVE", "auto, AUTO"})
    void the_words_of_the_modes_are_words_and_not_booleans(String word, Mode mode) {
        assertThat(PolicyFile.read(HEAD + "defaults:\n  mode: " + word + "\n")
                        .defaults()
                        .mode())
                .isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no", "on", "off", "\"true\"", "\"false\"", "1"})
    void only_true_and_false_are_booleans(String word) {
        assertThat(messages("defaults:\n  migrateLegacy: " + word + "\n"))
                .singleElement()
                .asString()
                .startsWith(":3:18: defaults.migrateLegacy: ")
                .contains("is not true or false");
    }

    @Test
    void the_hash_is_the_sha_256_of_the_bytes() throws Exception {
        byte[] bytes = HEAD.getBytes(StandardCharsets.UTF_8);

        assertThat(PolicyFile.read(bytes).hash())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                .isEqualTo(PolicyFile.read(HEAD).hash())
                .isNotEqualTo(PolicyFile.read(HEAD + "\n").hash());
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_are_no_fault() {
        assertThat(PolicyFile.read("\uFEFFapiVersion: entra-guard/v1\r\ndefaults:\r\n  mode: off\r\n")
                        .defaults()
                        .mode())
                .isEqualTo(Mode.OFF);
    }

    @Test
    void a_policy_may_be_written_as_json() {
        assertThat(PolicyFile.read("{\"apiVersion\": \"entra-guard/v1\", \"defaults\": {\"mode\": \"off\"}}")
                        .defaults()
                        .mode())
                .isEqualTo(Mode.OFF);
    }

    @Test
    void an_unknown_key_is_an_error_that_names_the_nearest_one_and_all_that_are_allowed() {
        assertThat(messages("defaults:\n  mode: off\n  adminGroup: []\n"))
                .singleElement()
                .asString()
                .startsWith(":4:3: defaults.adminGroup: unknown key 'adminGroup'; did you mean 'adminGroups'? Allowed")
                .contains("mode, adminGroups, azureRbac")
                .endsWith(
                        "approvers, changeWindow, approvalTtl, requireMfa, inheritTags, priority, ticket, ticketAlso");
    }

    @ParameterizedTest
    @CsvSource({
        "limit: {},                                    limit,                          limits",
        "rule: [],                                     rule,                           rules",
        "defaults: {Mode: off},                        defaults.Mode,                  mode",
        "defaults: {setle: PT1M},                      defaults.setle,                 settle",
        "'rules: [{name: x, when: {tag: {}}}]',        rules[0].when.tag,              tags",
        "'rules: [{name: x, aprovers: []}]',           rules[0].aprovers,              approvers",
        "limits: {breaker: {failure: 3}},              limits.breaker.failure,         failures",
        "limits: {revert: {}},                         limits.revert,                  reverts",
        "defaults: {changeWindow: {day: []}},          defaults.changeWindow.day,      days"
    })
    void a_slip_of_the_pen_is_asked_about_on_every_level(String yaml, String path, String meant) {
        assertThat(messages(yaml + "\n"))
                .anySatisfy(message -> assertThat(message)
                        .contains(" " + path + ": unknown key")
                        .contains("did you mean '" + meant));
    }

    @Test
    void limits_belong_to_the_top_level_only() {
        assertThat(messages("rules:\n  - name: x\n    limits: {}\n"))
                .singleElement()
                .asString()
                .startsWith(":4:5: rules[0].limits: unknown key 'limits'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mode: autoo                | :3:9:  | 'autoo' is not one of off, audit, ticket, approve, auto; did you mean 'auto'?",
                "mode: true                 | :3:9:  | true is not one of off",
                "mode:                      | :3:8:  | null is not one of off",
                "azureRbac: enabled         | :3:14: | 'enabled' is not one of unchanged, enable; did you mean 'enable'?",
                "localAccounts: off         | :3:18: | 'off' is not one of disable, keep",
                "pipelineOwned: Ticket      | :3:18: | 'Ticket' is not one of act, ticket; did you mean 'ticket'?",
                "tagMode: safe              | :3:12: | did you mean 'safer'?",
                "adminGroups: x             | :3:16: | 'x' is not a list; write [x]",
                "adminGroups:               | :3:15: | null is not a list; write [] for none",
                "adminGroups: [admins]      | :3:17: | defaults.adminGroups[0]: 'admins' is not an object id (GUID), such as",
                "approvers: [1]             | :3:15: | defaults.approvers[0]: 1 is not an object id (GUID)",
                "tenant: contoso.com        | :3:11: | is not a tenant id (GUID), such as 72f988bf",
                "settle: 15m                | :3:11: | '15m' is not an ISO 8601 duration",
                "settle: 15                 | :3:11: | put it in quotes",
                "settle: PT-5M              | :3:11: | not negative",
                "settle: -P1D               | :3:11: | not negative",
                "settle: P                  | :3:11: | such as P7D",
                "settle: P1W                | :3:11: | is not an ISO 8601 duration of days to seconds",
                "quietPeriod: P99999D       | :3:16: | longer than the 36500 days",
                "settle: P99999999999999999999D | :3:11: | longer than the 36500 days",
                "ownerTag: 12               | :3:13: | 12 is not a tag name, such as owner; put it in quotes",
                "ownerTag: \" \"            | :3:13: | is not a tag name",
                "verifyAdministrators: \"true\" | :3:25: | take the quotes away",
            })
    void a_value_that_is_not_allowed_is_an_error_at_its_place(String line, String place, String says) {
        assertThat(messages("defaults:\n  " + line + "\n"))
                .singleElement()
                .asString()
                .startsWith(place)
                .contains(says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P7D", "PT15M", "PT0S", "P0D", "P1DT2H3M4.5S", "pt5m", "+P1D", "PT+5M", "PT0,5S"})
    void durations_are_read_as_java_reads_them(String text) {
        assertThat(PolicyFile.read(HEAD + "defaults: {settle: \"" + text + "\"}")
                        .defaults()
                        .settle())
                .isEqualTo(Duration.parse(text));
    }

    @Test
    void the_change_window_may_be_the_one_that_aks_keeps_and_a_rule_may_take_it_back() {
        Policy policy = PolicyFile.read(
                HEAD + "defaults: {changeWindow: aks}\nrules: [{name: free, changeWindow: null}, {name: same}]\n");

        assertThat(policy.defaults().changeWindow()).contains(new ChangeWindow.Aks());
        assertThat(policy.rules().get(0).settings().changeWindow()).isEmpty();
        assertThat(policy.rules().get(1).settings().changeWindow()).contains(new ChangeWindow.Aks());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{days: [SAT], from: \"01:00\", to: \"05:00\"}                  | the key 'zone' is missing",
                "{days: [], from: \"01:00\", to: \"05:00\", zone: UTC}           | an empty list is not a list with at least one entry",
                "{days: [Sat], from: \"01:00\", to: \"05:00\", zone: UTC}        | 'Sat' is not one of MON",
                "{days: [SAT], from: \"25:00\", to: \"05:00\", zone: UTC}        | '25:00' is not a time of day, such as 01:00",
                "{days: [SAT], from: \"01:00\", to: 5, zone: UTC}                | 5 is not a time of day",
                "{days: [SAT], from: \"01:00\", to: \"05:00\", zone: Zurich}     | 'Zurich' is not a time zone",
                "{days: [SAT], from: \"01:00\", to: \"05:00\", zone: Europe/Zurick} | did you mean 'Europe/Zurich'?",
                "always                                                         | 'always' is not the word aks, a mapping of keys (days, from, to, zone), or null",
                "AKS                                                            | 'AKS' is not the word aks,",
                "[aks]                                                          | a list is not the word aks,",
                "7                                                              | 7 is not the word aks,",
            })
    void a_change_window_needs_days_times_and_a_zone(String window, String says) {
        assertThat(messages("defaults:\n  changeWindow: " + window + "\n"))
                .singleElement()
                .asString()
                .startsWith(":3:")
                .contains("defaults.changeWindow")
                .contains(says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "concurrentRemediations: -1     | -1 is not a whole number from 0",
                "remediationsPerHour: 1.5       | 1.5 is not a whole number",
                "newTicketsPerDay: many         | 'many' is not a whole number",
                "newTicketsPerDay: \"3\"        | take the quotes away",
                "newTicketsPerDay: .inf         | '.inf' is not a whole number",
                "newTicketsPerDay: 99999999999999999999999 | is not a whole number from 0 to 1000000",
                "breaker: 3                     | 3 is not a mapping of keys: failures, within",
                "breaker: {within: P-1D}        | limits.breaker.within: 'P-1D' is not an ISO 8601 duration",
                "reverts: {within: P40000D}     | limits.reverts.within: 'P40000D' is longer than",
            })
    void a_limit_is_a_whole_number_that_is_not_negative(String line, String says) {
        assertThat(messages("limits:\n  " + line + "\n"))
                .singleElement()
                .asString()
                .startsWith(":3:")
                .contains(says);
    }

    @Test
    void rules_have_names_of_their_own() {
        assertThat(messages("rules:\n  - mode: off\n")).containsExactly(":3:5: rules[0]: the key 'name' is missing");
        assertThat(messages("rules:\n  - name: ''\n"))
                .singleElement()
                .asString()
                .contains("'' is not a name");
        assertThat(messages("rules:\n  - name: a\n  - name: b\n  - name: a\n"))
                .singleElement()
                .asString()
                .startsWith(":5:11: rules[2].name: the name 'a' is given twice, first in rules[0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{env: prod}        | rules[0].when.tags.env: 'prod' is not a list; write [prod]",
                "{env: [true]}      | rules[0].when.tags.env[0]: true is not a tag value, such as prod; put it in quotes",
                "{env: [1]}         | 1 is not a tag value",
                "{env: [x], ENV: [y]} | rules[0].when.tags.ENV: the tag is given twice, first as 'env'",
                "{\" \": [x]}       | may not be blank",
                "[env]              | a list is not a mapping of keys",
            })
    void tags_are_lists_of_words_by_name(String tags, String says) {
        assertThat(messages("rules:\n  - name: a\n    when: {tags: " + tags + "}\n"))
                .singleElement()
                .asString()
                .startsWith(":4:")
                .contains(says);
    }

    @Test
    void everything_that_is_wrong_is_listed_in_the_order_of_the_lines() {
        assertThat(messages("limits: {x: 1}\ndefaults:\n  zzz: 1\n  mode: autoo\n  tenant: 5\n"))
                .extracting(message -> message.split(":")[1])
                .containsExactly("2", "4", "5", "6");
    }

    @ParameterizedTest
    @CsvSource({"'defaults: {mode: off, mode: auto}', :2:23", "'defaults:\n  mode: off\n\n  mode: auto', :5:3"})
    void a_doubled_key_is_an_error_that_names_both_lines(String yaml, String place) {
        assertThat(messages(yaml + "\n"))
                .containsExactly(place + ": defaults.mode: this key is given twice, first on line "
                        + (place.startsWith(":2") ? 2 : 3) + "; keep one of the two");
    }

    @Test
    void the_version_is_required() {
        assertThat(problems("defaults: {}\n"))
                .containsExactly(":1:1: the key 'apiVersion' is missing; write 'apiVersion: entra-guard/v1'");
        assertThat(problems("apiVersion: entra-guard/v2\n"))
                .containsExactly(":1:13: apiVersion: 'entra-guard/v2' is not 'entra-guard/v1'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                  | : the file is empty; a policy begins with 'apiVersion: entra-guard/v1'",
                "`# only words`      | : the file is empty",
                "~                   | :1:1: null is not a policy",
                "hello               | :1:1: 'hello' is not a policy",
                "- a                 | :1:1: a list is not a policy",
                "`a: [1`             | :1:6: this is not YAML: expected ',' or ']'",
                "`a: b: c`           | :1:5: this is not YAML: mapping values are not allowed here",
                "`? [a]\n: b`        | :1:4: this is not YAML: a key must be a plain word",
                "`a: *b`             | :1:4: a: aliases such as *b are not read; write the value out",
                "`a: !!python/object:os.system x` | :1:4: a: tags such as !!python/object:os.system are not read",
                "`a: 1\n---\nb: 2`   | :3:1: the file holds more than one document",
            })
    void what_is_not_one_plain_document_is_one_sentence(String yaml, String says) {
        assertThat(problems(yaml)).singleElement().asString().startsWith(says);
    }

    @Test
    void a_tab_for_indentation_is_named() {
        assertThat(messages("defaults:\n\tmode: off\n"))
                .containsExactly(":3:1: this is not YAML: a tab stands where spaces must");
    }

    @Test
    void aliases_are_refused_before_they_multiply() {
        assertThat(problems("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"))
                .singleElement()
                .asString()
                .startsWith(":2:8: b[0]: aliases such as *a are not read");
        assertThat(messages("x: &x {mode: off}\ndefaults:\n  <<: *x\n"))
                .singleElement()
                .asString()
                .contains("aliases such as *x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void depth_without_end_is_refused(String opening) {
        assertThat(problems("a:\n  " + opening.repeat(20_000))).hasSize(1);
    }

    @Test
    void ten_megabytes_are_refused_by_their_size() {
        byte[] bytes = new byte[10_000_000];
        Arrays.fill(bytes, (byte) '#');

        assertThat(problems(bytes)).singleElement().asString().startsWith(": the file has 10000000 bytes; at most");
    }

    @Test
    void what_is_not_utf_8_is_named() {
        assertThat(problems(new byte[] {'a', ':', ' ', (byte) 0xff}))
                .containsExactly(": the file is not UTF-8 text; save it as UTF-8");
        assertThat(problems(HEAD.getBytes(StandardCharsets.UTF_16)))
                .containsExactly(": the file is not UTF-8 text; save it as UTF-8");
        assertThat(problems("a: \u0000\n"))
                .containsExactly(":1:1: this is not YAML: special characters are not allowed");
    }

    @Test
    void words_of_strangers_are_shown_short_and_without_what_steers_a_terminal() {
        assertThat(messages("\"\\e[31m\\u202e" + "x".repeat(500) + "\": 1\n"))
                .singleElement()
                .asString()
                .doesNotContain("\u001b", "\u202e", "x".repeat(100));
    }

    @Test
    void the_message_of_the_exception_is_about_the_first_fault() {
        var invalid = catchThrowableOfType(
                PolicyFile.Invalid.class, () -> PolicyFile.read(HEAD + "defaults: {mode: x}\nzzz: 1\n"));

        assertThat(invalid).hasMessageStartingWith("policy:2:18: defaults.mode: 'x' is not one of");
        assertThat(invalid.problems()).hasSize(2);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20260105, 4711})
    void whatever_the_bytes_are_they_are_a_policy_or_a_list_of_faults(long seed) throws IOException {
        var random = new Random(seed);
        byte[] original;
        try (InputStream example = PolicyFileTest.class.getResourceAsStream("/policy.example.yaml")) {
            original = example.readAllBytes();
        }
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = original.clone();
            for (int changes = random.nextInt(3) + 1; changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) "\n\t :-[]{}'\"#&*!|>%@?,~0aZ\u0000".charAt(random.nextInt(26));
            }
            try {
                assertThat(PolicyFile.read(bytes).hash()).hasSize(64);
            } catch (PolicyFile.Invalid e) {
                assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> {
                    assertThat(problem.message()).isNotBlank().doesNotContain("\n");
                    assertThat(problem.line()).isNotNegative();
                });
            }
        }
    }

    private static List<String> messages(String rest) {
        return problems(HEAD + rest);
    }

    private static List<String> problems(String yaml) {
        return problems(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> problems(byte[] yaml) {
        return catchThrowableOfType(PolicyFile.Invalid.class, () -> PolicyFile.read(yaml)).problems().stream()
                .map(PolicyProblem::toString)
                .toList();
    }
}
