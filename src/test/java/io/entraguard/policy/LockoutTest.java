package io.entraguard.policy;

import static io.entraguard.testing.ClusterDocument.GROUP;
import static io.entraguard.testing.ClusterDocument.OTHER_GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.IdentityProfile;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.policy.Administrators.GroupState;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lockout rule: no write leads from a cluster that somebody can administer to one that nobody can. */
class LockoutTest {
    private static final int SITUATIONS_PER_SEED = 10_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_cluster_is_never_left_without_an_administrator(long seed) {
        var random = new Random(seed);
        int writes = 0;
        for (int i = 0; i < SITUATIONS_PER_SEED; i++) {
            ClusterDocument document = document(random);
            Settings settings = settings(random);
            // What is true of the directory, and what the guard was told of it: a look-up may fail, never lie.
            Administrators truth = truth(random);
            Given given = Given.cluster(document).under(settings).administrators(told(truth, random));
            remember(given, random);

            Optional<Plan> plan = written(given.decide());
            if (plan.isEmpty()) {
                continue;
            }
            writes++;
            IdentityProfile before = document.snapshot().identity();
            IdentityProfile after = afterWriting(document, plan.get());
            boolean verify = settings.verifyAdministrators();
            assertThat(after)
                    .as("the plan says where it leads: %s", plan.get())
                    .isEqualTo(plan.get().after());
            assertThat(!truth.anybody(before, verify) || truth.anybody(after, verify))
                    .as("situation %d: %s -> %s", i, before, after)
                    .isTrue();
            assertThat(truth.usable(after, verify))
                    .as("situation %d leaves a usable administrator: %s", i, after)
                    .isTrue();
            assertThat(after.adminGroups()).containsAll(before.adminGroups());
        }
        assertThat(writes).as("the walk reaches writes at all").isGreaterThan(SITUATIONS_PER_SEED / 50);
    }

    private static Optional<Plan> written(Decision decision) {
        Step step = decision.step() instanceof Step.Recorded recorded ? recorded.would() : decision.step();
        return step instanceof Step.Remediate remediate ? Optional.of(remediate.plan()) : Optional.empty();
    }

    private static IdentityProfile afterWriting(ClusterDocument document, Plan plan) {
        ClusterSnapshot written = io.entraguard.model.SnapshotReader.read(plan.applyTo(document.tree()));
        return written.identity();
    }

    private static ClusterDocument document(Random random) {
        ClusterDocument document = ClusterDocument.plain("c");
        if (random.nextInt(3) > 0) {
            var aad = new HashMap<String, Object>();
            if (random.nextInt(4) > 0) {
                aad.put("managed", random.nextInt(4) > 0);
            }
            if (random.nextBoolean()) {
                aad.put("enableAzureRBAC", random.nextBoolean());
            }
            if (random.nextBoolean()) {
                aad.put("adminGroupObjectIDs", groups(random));
            }
            if (random.nextInt(8) == 0) {
                aad.put("clientAppID", OTHER_GROUP);
            }
            document.aad(aad);
        }
        if (random.nextInt(3) > 0) {
            document.with("disableLocalAccounts", random.nextInt(3) == 0);
        }
        if (random.nextInt(10) == 0) {
            document.with("enableRBAC", false);
        }
        return document;
    }

    private static List<Object> groups(Random random) {
        var groups = new ArrayList<Object>();
        if (random.nextBoolean()) {
            groups.add(GROUP);
        }
        if (random.nextInt(3) == 0) {
            groups.add(OTHER_GROUP);
        }
        if (random.nextInt(6) == 0) {
            groups.add("platform-admins");
        }
        return groups;
    }

    private static Settings settings(Random random) {
        var with = new HashMap<String, Object>();
        with.put("mode", pick(random, Mode.values()));
        with.put("adminGroups", groups(random).stream().map(String::valueOf).toList());
        with.put("azureRbac", pick(random, Settings.AzureRbac.values()));
        with.put("localAccounts", pick(random, Settings.LocalAccounts.values()));
        with.put("migrateLegacy", random.nextBoolean());
        with.put("verifyAdministrators", random.nextInt(4) > 0);
        if (random.nextInt(4) == 0) {
            with.put("localAccountsGrace", Duration.ofHours(random.nextInt(48)));
        }
        return Given.changed(with);
    }

    private static Administrators truth(Random random) {
        return new Administrators(
                Map.of(GROUP, state(random), OTHER_GROUP, state(random)),
                random.nextBoolean() ? AssignmentState.EXISTS : AssignmentState.NONE);
    }

    private static GroupState state(Random random) {
        return random.nextBoolean() ? GroupState.USABLE : pick(random, GroupState.values());
    }

    private static Administrators told(Administrators truth, Random random) {
        var groups = new HashMap<>(truth.groups());
        groups.replaceAll((group, state) -> random.nextInt(4) == 0 ? GroupState.UNVERIFIED : state);
        return new Administrators(groups, random.nextInt(4) == 0 ? AssignmentState.UNVERIFIED : truth.roleAssignment());
    }

    private static void remember(Given given, Random random) {
        if (random.nextInt(4) == 0) {
            given.adminListed(Duration.ofHours(random.nextInt(400)));
        }
        if (random.nextInt(4) == 0) {
            given.userListed(Duration.ofHours(random.nextInt(400)));
        }
        if (random.nextInt(8) == 0) {
            given.logUnreadable();
        }
        if (random.nextInt(4) == 0) {
            given.entraOnFor(Duration.ofHours(random.nextInt(100)));
        }
        if (random.nextInt(4) == 0) {
            given.reverted(random.nextInt(3));
        }
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }
}
