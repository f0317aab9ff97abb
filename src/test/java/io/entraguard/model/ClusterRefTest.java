package io.entraguard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterRefTest {
    private static final String SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
    private static final String TYPE = "/providers/Microsoft.ContainerService/managedClusters/";
    private static final String ID = SUBSCRIPTION + "/resourceGroups/Rg-1" + TYPE + "Prod";

    private static String inGroup(String group) {
        return SUBSCRIPTION + "/resourceGroups/" + group + TYPE + "prod";
    }

    private static String named(String name) {
        return SUBSCRIPTION + "/resourceGroups/rg-1" + TYPE + name;
    }

    @Test
    void an_id_is_taken_apart_and_keeps_its_spelling() {
        ClusterRef ref = ClusterRef.of(ID);
        assertThat(ref.id()).isEqualTo(ID).isEqualTo(ref.toString());
        assertThat(ref.subscription()).isEqualTo("00000000-0000-0000-0000-000000000001");
        assertThat(ref.resourceGroup()).isEqualTo("Rg-1");
        assertThat(ref.name()).isEqualTo("Prod");
        assertThat(ref.key()).isEqualTo(ID.toLowerCase(Locale.ROOT));
    }

    @Test
    void two_spellings_of_one_id_are_one_ref() {
        ClusterRef one = ClusterRef.of(ID);
        ClusterRef other = ClusterRef.of(ID.toUpperCase(Locale.ROOT));
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isEqualByComparingTo(other);
        assertThat(one.id()).isNotEqualTo(other.id());
        assertThat(new TreeSet<>(List.of(one, other))).hasSize(1);
    }

    @Test
    void refs_are_ordered_by_key() {
        assertThat(ClusterRef.of(named("a"))).isLessThan(ClusterRef.of(named("B")));
        assertThat(ClusterRef.of(named("a"))).isNotEqualTo(ClusterRef.of(named("B")));
        assertThat((Object) ClusterRef.of(ID)).isNotEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/providers/Microsoft.Resources/tags/default", "/PROVIDERS/microsoft.resources/TAGS/Default"})
    void the_child_by_which_tags_are_written_names_its_cluster(String child) {
        assertThat(ClusterRef.of(ID + child).id()).isEqualTo(ID);
    }

    @Test
    void the_tags_child_is_taken_off_once() {
        String child = "/providers/Microsoft.Resources/tags/default";
        assertThat(ClusterRef.parse(ID + child + child)).isEmpty();
        assertThat(ClusterRef.parse(child)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "c-1",
                "/subscriptions/1/resourceGroups/rg-1/providers/Microsoft.ContainerService/managedClusters/",
                "/subscriptions//resourceGroups/rg-1/providers/Microsoft.ContainerService/managedClusters/c",
                "/subscriptions/1/resourceGroups//providers/Microsoft.ContainerService/managedClusters/c",
                "/subscriptions/1/providers/Microsoft.ContainerService/managedClusters/c",
                "/subscriptions/1/resourceGroups/rg-1/providers/Microsoft.ContainerService/managedClusters/c/agentPools/p",
                "/subscriptions/1/resourceGroups/rg-1/providers/Microsoft.ContainerService/managedClusters/c/",
                "/subscriptions/1/resourceGroups/rg-1/providers/MicrosoftXContainerService/managedClusters/c",
                "/subscriptions/1/resourceGroups/rg-1/providers/Microsoft.Compute/virtualMachines/c",
                " /subscriptions/1/resourceGroups/rg-1/providers/Microsoft.ContainerService/managedClusters/c",
                "https://management.azure.com/subscriptions/1/resourceGroups/rg-1/providers/Microsoft.ContainerService/managedClusters/c",
            })
    void what_names_no_cluster_is_no_ref(String id) {
        assertThat(ClusterRef.parse(id)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> ClusterRef.of(id));
    }

    @Test
    void the_complaint_does_not_repeat_what_it_complains_of() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterRef.of("s3cret"))
                .withMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..", ".", "rg.", "../rg-1", "rg-1/..", "a/b", "%2e%2e", "rg%2f1", "rg?x=1", "rg#1", "rg\\1", "rg;1",
                "rg 1", "rg:1", "rg@1", "'", "\""
            })
    void no_way_leads_out_of_a_resource_group(String group) {
        assertThat(ClusterRef.parse(inGroup(group))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a.b", "-a", "_a", "a/..", "a%00", "a b", "a?b", "a#b"})
    void no_way_leads_out_of_a_cluster(String name) {
        assertThat(ClusterRef.parse(named(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x09, 0x0a, 0x0d, 0x1b, 0x7f, 0x85, 0x200b, 0x202e, 0x2028, 0xfeff, 0xd800})
    void control_characters_and_invisible_ones_stand_in_no_id(int character) {
        String text = String.valueOf((char) character);
        assertThat(ClusterRef.parse(named("a" + text))).isEmpty();
        assertThat(ClusterRef.parse(inGroup("a" + text))).isEmpty();
        assertThat(ClusterRef.parse(ID + text)).isEmpty();
        assertThat(ClusterRef.parse(text + ID)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rg_1", "rg.1", "rg(1)", "1", "Ümläut", "資源", "rg-1..a"})
    void a_resource_group_may_have_the_names_that_azure_allows(String group) {
        assertThat(ClusterRef.of(inGroup(group)).resourceGroup()).isEqualTo(group);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ü", "ß", "а", "c\u212A", "c\u0131"})
    void a_cluster_has_only_plain_letters(String name) {
        assertThat(ClusterRef.parse(named(name))).isEmpty();
    }

    @Test
    void letters_that_only_look_alike_are_another_resource_group() {
        // Kelvin's sign, the long s and the dotted capital I become plain letters in lower or upper case; to ARM they
        // are
        // other letters, and whoever may name a resource group could name it after somebody else's.
        assertThat(ClusterRef.of(inGroup("rg-\u212A"))).isNotEqualTo(ClusterRef.of(inGroup("rg-k")));
        assertThat(ClusterRef.of(inGroup("rg-\u017F"))).isNotEqualTo(ClusterRef.of(inGroup("rg-s")));
        assertThat(ClusterRef.of(inGroup("rg-\u0130"))).isNotEqualTo(ClusterRef.of(inGroup("rg-i")));
        assertThat(ClusterRef.of(inGroup("rg-\u0131"))).isNotEqualTo(ClusterRef.of(inGroup("rg-i")));
        assertThat(ClusterRef.of(inGroup("rg-\u0430"))).isNotEqualTo(ClusterRef.of(inGroup("rg-a")));
    }

    @Test
    void letters_beyond_ascii_are_one_letter_in_either_case() {
        assertThat(ClusterRef.of(inGroup("RG-Ü"))).isEqualTo(ClusterRef.of(inGroup("rg-ü")));
    }

    @Test
    void the_key_does_not_depend_on_the_machines_language() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(ClusterRef.of(inGroup("RG-I")).key())
                    .isEqualTo(ClusterRef.of(inGroup("rg-i")).key());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void each_segment_has_its_longest() {
        assertThat(ClusterRef.parse(named("a".repeat(63)))).isPresent();
        assertThat(ClusterRef.parse(named("a".repeat(64)))).isEmpty();
        assertThat(ClusterRef.parse(inGroup("a".repeat(90)))).isPresent();
        assertThat(ClusterRef.parse(inGroup("a".repeat(91)))).isEmpty();
        assertThat(ClusterRef.parse("/subscriptions/" + "a".repeat(65) + "/resourceGroups/rg" + TYPE + "c"))
                .isEmpty();
    }

    @Test
    void a_megabyte_is_no_id() {
        assertThat(ClusterRef.parse(ID + "a".repeat(1 << 20))).isEmpty();
        assertThat(ClusterRef.parse("/subscriptions/".repeat(1 << 16))).isEmpty();
    }

    /** What the scan is to find, as a pattern. */
    private static final Pattern GRAMMAR = Pattern.compile(
            "/subscriptions/([0-9a-z-]{1,64})/resourcegroups/([\\p{L}\\p{N}_.()-]{1,90})(?<!\\.)"
                    + "/providers/microsoft\\.containerservice/managedclusters/([a-z0-9][a-z0-9_-]{0,62})",
            Pattern.CASE_INSENSITIVE);

    private static final List<String> PIECES = List.of(
            "/",
            "//",
            ".",
            "-",
            "_",
            "(",
            "a",
            "Z",
            "7",
            " ",
            "\n",
            "\u212A",
            "\u017F",
            "\u0130",
            "\u00E9",
            "\u00B2",
            "\u2160",
            "\uD835\uDD38",
            "\uD835",
            "\u0301",
            "x".repeat(64),
            "y".repeat(27),
            "\uD835\uDD38".repeat(89),
            "%2F",
            "\0");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatever_is_changed_in_an_id_it_is_read_exactly_where_the_grammar_takes_it(long seed) {
        var random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            var id = new StringBuilder(ID);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(id.length());
                id.replace(
                        at, Math.min(id.length(), at + random.nextInt(3)), PIECES.get(random.nextInt(PIECES.size())));
            }
            String text = id.toString();
            var expected = GRAMMAR.matcher(text);
            if (text.length() <= 1024 && expected.matches()) {
                ClusterRef ref = ClusterRef.parse(text).orElseThrow();
                assertThat(List.of(ref.subscription(), ref.resourceGroup(), ref.name()))
                        .containsExactly(expected.group(1), expected.group(2), expected.group(3));
                taken++;
            } else {
                assertThat(ClusterRef.parse(text)).as(text).isEmpty();
            }
        }
        assertThat(taken).as("some are still ids").isGreaterThan(300);
    }
}
