package io.entraguard.lab;

import io.entraguard.lab.Stops.Ending;
import io.entraguard.lab.world.Caller;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.Change.Action;
import io.entraguard.lab.world.Directory;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.IdentityProfile;
import io.entraguard.model.SnapshotReader;
import io.entraguard.policy.Administrators;
import io.entraguard.policy.GuardTag;
import io.entraguard.policy.Plan;
import io.entraguard.reconcile.Pass;
import io.entraguard.testing.ClusterDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One random walk: people create, edit and delete clusters and fetch credentials, events come late, twice, in another
 * order or never, every port fails, the program stops and starts; approvers and others write the guard's tags; in the end
 * faults and people leave off, and the sweep goes on coming by.
 */
final class Walk implements AutoCloseable {
    static final String USABLE = ClusterDocument.GROUP;
    static final String EMPTY = ClusterDocument.OTHER_GROUP;

    private static final int STEPS = 30;
    private static final List<String> NAMES = List.of("c-1", "c-2", "c-3");
    private static final Caller PERSON = Caller.user("44444444-4444-4444-4444-444444444444");
    private static final Caller PIPELINE = Caller.app("55555555-5555-5555-5555-555555555555");
    private static final Caller APPROVER = Caller.user("66666666-6666-6666-6666-666666666666");
    private static final Caller OTHER_APPROVER = Caller.user("77777777-7777-7777-7777-777777777777");

    /** Shorter than the time that passes after everybody left off, so that none is in force at the end. */
    private static final int LONGEST_EXEMPTION_DAYS = 15;

    /**
     * The days after everybody left off on which the sweep comes by. Daily at first, since one finds what the one before was
     * not told of or left; then seldom, so that what falls due meanwhile is kept by the loop's own appointments, not by a
     * sweep that happens to come by. The last is after every exemption, quiet period and grace is over.
     */
    private static final List<Integer> SWEEPS = List.of(0, 1, 2, 3, 4, 7, 11, 16, 20);

    private final Random random;
    private final Stops stops = new Stops();
    final Settings settings;
    final Play play;
    private final List<String> told = new ArrayList<>();
    private final Set<String> written = new HashSet<>();
    private boolean ledgerInDoubt;

    /** What is the same for a whole walk. */
    record Settings(boolean usableGroup, Duration quietPeriod, Duration grace, int concurrent, int perHour) {
        static Settings of(Random random) {
            return new Settings(
                    random.nextInt(5) > 0,
                    random.nextBoolean() ? Duration.ZERO : Duration.ofHours(1 + random.nextInt(72)),
                    random.nextInt(3) > 0 ? Duration.ZERO : Duration.ofHours(1 + random.nextInt(48)),
                    1 + random.nextInt(3),
                    1 + random.nextInt(4));
        }

        String policy() {
            return """
                    apiVersion: entra-guard/v1
                    defaults:
                      mode: auto
                      adminGroups: [%s]
                      quietPeriod: %s
                      localAccountsGrace: %s
                      approvers: [%s, %s]
                    rules:
                      - name: production
                        when: {tags: {env: [prod]}}
                        mode: approve
                    limits:
                      concurrentRemediations: %d
                      remediationsPerHour: %d
                    """.formatted(
                            usableGroup ? USABLE : EMPTY,
                            quietPeriod,
                            grace,
                            APPROVER.oid(),
                            OTHER_APPROVER.oid(),
                            concurrent,
                            perHour);
        }
    }

    Walk(long seed) {
        this.random = new Random(seed);
        this.settings = Settings.of(random);
        this.play = new Play(directory(), settings.policy(), Walk::administered, stops, wire(seed));
    }

    /** Every tenth walk goes over sockets, and with them through the JDK's client and all that it does by itself. */
    private static Play.Wire wire(long seed) {
        return seed % 10 == 0 ? Play.Wire.SOCKETS : Play.Wire.NONE;
    }

    private static Directory directory() {
        return Directory.read(Map.of("groups", Map.of(USABLE, Map.of("members", 2), EMPTY, Map.of("members", 0))));
    }

    /** Whether somebody can administer a cluster of that identity, in truth. */
    static boolean administered(IdentityProfile identity) {
        return new Administrators(
                        Map.of(USABLE, Administrators.GroupState.USABLE, EMPTY, Administrators.GroupState.EMPTY),
                        Administrators.AssignmentState.NONE)
                .anybody(identity, true);
    }

    /**
     * Whether something may stand in the ledger that the program never learned to have written: the end of a finding of a
     * cluster that was gone when it looked again is then never told.
     */
    boolean ledgerInDoubt() {
        return ledgerInDoubt;
    }

    /** What happened, for the message of a failing walk. */
    String story() {
        var lines = new ArrayList<>(told);
        play.seen.passes().stream().map(Walk::words).forEach(lines::add);
        play.world.writes().stream()
                .map(write -> write.time() + "  write " + write.path().replaceAll(".*/", "") + " answered "
                        + write.status().map(String::valueOf).orElse("nothing") + (write.applied() ? ", applied" : ""))
                .forEach(lines::add);
        lines.sort(Comparator.comparing(
                line -> line.substring(0, line.indexOf(' ')).replace("Z", "")));
        return settings + "\n" + String.join("\n", lines);
    }

    private static String words(Pass pass) {
        return pass.at() + "  " + pass.cluster().name() + " " + pass.trigger().word() + " "
                + pass.decision().step().word() + " " + pass.decision().reasons() + " " + pass.findings();
    }

    /** Walks to its end. */
    Walk go() {
        for (int i = 0; i < 1 + random.nextInt(NAMES.size()); i++) {
            create(NAMES.get(i));
        }
        for (int i = 0; i < STEPS; i++) {
            step();
            play.runDue(this::fate);
        }
        leaveOff();
        return this;
    }

    private void step() {
        switch (random.nextInt(22)) {
            case 16, 17 -> guardTag();
            case 18, 19, 20 -> approve();
            case 0 -> recreate();
            case 1, 2, 3 -> edit();
            case 4 -> act(Action.LIST_ADMIN_CREDENTIAL);
            case 5 -> act(random.nextBoolean() ? Action.LIST_USER_CREDENTIAL : Action.ROTATE_CERTIFICATES);
            case 6, 7 -> fault();
            case 8 -> stop();
            case 9 -> ticket();
            case 10 -> {
                tell("sweep");
                play.sweep();
            }
            default -> pass();
        }
    }

    private void pass() {
        Duration time = switch (random.nextInt(4)) {
            case 0 -> Duration.ofSeconds(1 + random.nextInt(120));
            case 1 -> Duration.ofMinutes(1 + random.nextInt(30));
            case 2 -> Duration.ofHours(1 + random.nextInt(12));
            default -> Duration.ofMinutes(20 + random.nextInt(40));
        };
        tell("passes " + time);
        play.passes(time, this::fate);
    }

    /** What becomes of an event: most come at once; others never, twice, or so late that later ones overtake them. */
    private void fate(String event) {
        int dice = random.nextInt(20);
        if (dice < 2) {
            tell("  lost");
            return;
        }
        Duration delay = dice < 6 ? Duration.ofSeconds(random.nextInt(7_200)) : Duration.ZERO;
        play.deliverAfter(event, delay);
        if (dice % 5 == 0) {
            play.deliverAfter(event, delay.plusSeconds(random.nextInt(600)));
        }
    }

    private void create(String name) {
        ClusterDocument document = ClusterDocument.plain(name)
                .with("resourceUID", "uid-" + random.nextInt(1_000_000))
                .created(
                        play.clock.instant().minusSeconds(random.nextInt(3_600)).toString());
        switch (random.nextInt(6)) {
            case 0 -> document.entra(USABLE).with("disableLocalAccounts", true);
            case 1 -> document.entra(USABLE);
            case 2 -> document.entra(EMPTY);
            case 3 -> document.tag("env", "prod");
            case 4 -> document.with("disableLocalAccounts", false).aad(Map.of("managed", false));
            default -> {}
        }
        if (random.nextInt(3) == 0) {
            document.tag("env", "prod");
        }
        ClusterRef cluster = document.snapshot().ref();
        happens(new Change.Create(cluster, who(), document.tree()));
    }

    private void recreate() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        ClusterRef cluster = ClusterDocument.plain(name).snapshot().ref();
        if (play.cluster(cluster).isPresent()) {
            happens(new Change.Delete(cluster, who()));
        }
        if (random.nextInt(3) > 0) {
            if (random.nextBoolean()) {
                pass();
            }
            create(name);
        }
    }

    private void edit() {
        cluster().ifPresent(cluster -> {
            Caller by = random.nextInt(6) == 0 ? approver() : who();
            Map<String, Object> merge = merge(identity(cluster));
            if (String.valueOf(merge.get("tags")).contains("env")) {
                written.add(deed(cluster, "env", by));
            }
            happens(new Change.Edit(cluster, by, merge));
        });
    }

    /** People do much, but never shut the last way in. */
    private Map<String, Object> merge(IdentityProfile identity) {
        return switch (random.nextInt(8)) {
            case 0 -> properties("disableLocalAccounts", false);
            case 1 -> properties("disableLocalAccounts", null);
            case 2 ->
                properties(
                        "aadProfile", Map.of("managed", true, "adminGroupObjectIDs", new ArrayList<>(List.of(USABLE))));
            case 3 ->
                identity.localAccountsOff()
                        ? properties("nodeResourceGroup", "mc-" + random.nextInt(10))
                        : properties(
                                "aadProfile",
                                Map.of("managed", true, "adminGroupObjectIDs", new ArrayList<>(List.of(EMPTY))));
            case 4 -> tag("env", random.nextBoolean() ? "prod" : "dev");
            case 5 -> tag("team", "t-" + random.nextInt(3));
            case 6 -> properties("powerState", Map.of("code", random.nextBoolean() ? "Stopped" : "Running"));
            default -> properties("provisioningState", random.nextBoolean() ? "Upgrading" : "Succeeded");
        };
    }

    /** Somebody approves what the guard asked for last, or what it did not. */
    private void approve() {
        cluster().ifPresent(cluster -> {
            String plan = play.seen.passes().stream()
                    .filter(pass -> pass.cluster().equals(cluster))
                    .flatMap(pass -> pass.decision().step().planned().stream())
                    .reduce((earlier, later) -> later)
                    .map(Plan::id)
                    .orElse("3f9a2c71b04d");
            if (random.nextInt(4) == 0) {
                writes(cluster, GuardTag.APPROVE, null, approver());
            }
            writes(cluster, GuardTag.APPROVE, plan, random.nextInt(4) == 0 ? who() : approver());
            if (random.nextInt(3) == 0) {
                pass();
                undo(cluster);
            }
        });
    }

    /** Somebody makes it as it was before it was put right, where it was: the same plan is due again. */
    private void undo(ClusterRef cluster) {
        if (play.cluster(cluster).isPresent() && identity(cluster).entraOn()) {
            happens(new Change.Edit(cluster, who(), properties("disableLocalAccounts", false)));
        }
    }

    /** Somebody, an approver or not, writes one of the guard's tags or takes it away. */
    private void guardTag() {
        cluster().ifPresent(cluster -> {
            GuardTag tag = pick(new GuardTag[] {GuardTag.MODE, GuardTag.EXEMPT, GuardTag.BREAK_GLASS});
            writes(cluster, tag, value(tag), random.nextBoolean() ? approver() : who());
        });
    }

    private @Nullable String value(GuardTag tag) {
        Instant now = play.clock.instant();
        return switch (random.nextInt(6)) {
            case 0, 1 -> null;
            case 2 ->
                tag == GuardTag.MODE ? "ask" : now.plus(Duration.ofDays(400)).toString();
            default ->
                switch (tag) {
                    case MODE -> pick(new String[] {"off", "audit", "ticket", "approve", "auto"});
                    case EXEMPT ->
                        now.plus(Duration.ofDays(1 + random.nextInt(LONGEST_EXEMPTION_DAYS)))
                                .toString();
                    default ->
                        now.plus(Duration.ofHours(1 + random.nextInt(20))).toString();
                };
        };
    }

    private void writes(ClusterRef cluster, GuardTag tag, @Nullable String value, Caller by) {
        written.add(deed(cluster, tag.tag(), by));
        tell(by.oid().substring(0, 4) + " writes the next");
        happens(new Change.Edit(cluster, by, one("tags", one(tag.tag(), value))));
    }

    private static String deed(ClusterRef cluster, String tag, Caller by) {
        return cluster.key() + " " + tag + " " + by.oid();
    }

    /** Whether an approver ever wrote that tag of the guard's on a cluster of that name. */
    boolean approverWrote(ClusterRef cluster, GuardTag tag) {
        return Stream.of(APPROVER, OTHER_APPROVER).anyMatch(by -> written.contains(deed(cluster, tag.tag(), by)));
    }

    /** Whether anybody ever changed the tag that rules are matched against; more than one may have been at it at once. */
    boolean retagged(ClusterRef cluster) {
        return written.stream().anyMatch(deed -> deed.startsWith(cluster.key() + " env "));
    }

    private Caller approver() {
        return random.nextInt(3) == 0 ? OTHER_APPROVER : APPROVER;
    }

    private static Map<String, Object> properties(String name, @Nullable Object value) {
        return one("properties", one(name, value));
    }

    private static Map<String, Object> tag(String name, String value) {
        return one("tags", one(name, value));
    }

    @SuppressWarnings("NullAway") // null takes a property away
    private static Map<String, Object> one(String name, @Nullable Object value) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        object.put(name, value);
        return object;
    }

    private IdentityProfile identity(ClusterRef cluster) {
        return SnapshotReader.read(play.cluster(cluster).orElseThrow()).identity();
    }

    private void act(Action action) {
        cluster().ifPresent(cluster -> happens(new Change.Act(cluster, who(), action)));
    }

    private void happens(Change change) {
        tell(words(change));
        play.world.apply(change);
        play.raised().forEach(this::fate);
    }

    private static String words(Change change) {
        return change.on(new Change.Cases<String>() {
            @Override
            public String create(Change.Create create) {
                return "create " + create.cluster().name() + " "
                        + create.document().get("properties");
            }

            @Override
            public String edit(Change.Edit edit) {
                return "edit " + edit.cluster().name() + " " + edit.merge();
            }

            @Override
            public String delete(Change.Delete delete) {
                return "delete " + delete.cluster().name();
            }

            @Override
            public String act(Change.Act act) {
                return act.action() + " " + act.cluster().name();
            }

            @Override
            public String groupTags(Change.GroupTags groupTags) {
                return "tags of a group";
            }
        });
    }

    private Caller who() {
        return random.nextInt(3) == 0 ? PIPELINE : PERSON;
    }

    private Optional<ClusterRef> cluster() {
        List<ClusterRef> there = clusters();
        return there.isEmpty() ? Optional.empty() : Optional.of(there.get(random.nextInt(there.size())));
    }

    /** The clusters that there are. */
    List<ClusterRef> clusters() {
        return play.world.clusters().stream().map(SnapshotReader::ref).toList();
    }

    private void fault() {
        Target target = pick(Target.values());
        Fault.Failure failure = failure(target);
        Optional<String> method =
                target == Target.ARM && random.nextBoolean() ? Optional.of("PUT") : Optional.<String>empty();
        ledgerInDoubt |= target == Target.LEDGER;
        tell("fault " + target + " " + method + " " + failure);
        play.faults.order(new Fault(target, method, Optional.empty(), 1 + random.nextInt(4), failure));
    }

    private Fault.Failure failure(Target target) {
        boolean overHttp = target == Target.ARM || target == Target.GRAPH || target == Target.ACTIVITY;
        return switch (random.nextInt(5)) {
            case 0 -> status(429, "TooManyRequests");
            case 1 -> status(503, "ServiceUnavailable");
            case 2 -> Fault.Unanswered.LOST_RESPONSE;
            case 3 -> target == Target.ARM ? armsOwn() : status(500, "InternalServerError");
            default -> overHttp ? Fault.Unanswered.RESET : Fault.Unanswered.TIMEOUT; // which takes real time over HTTP
        };
    }

    /** A refusal of a write closes the gate for good when it comes twice, so that one a walk must do. */
    private Fault.Failure armsOwn() {
        return random.nextBoolean() ? status(409, "OperationNotAllowed") : status(412, "PreconditionFailed");
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static Fault.Answered status(int status, String code) {
        return new Fault.Answered(status, code, Optional.empty(), Optional.empty());
    }

    private void stop() {
        if (random.nextBoolean()) {
            tell("restart");
            play.restart();
        } else {
            Ending ending = pick(Ending.values());
            ledgerInDoubt = true;
            int ahead = random.nextInt(40);
            tell(ending.words() + " " + ahead + " calls ahead");
            stops.ahead(ahead, ending);
        }
    }

    private void ticket() {
        cluster().ifPresent(cluster -> {
            boolean closes = random.nextBoolean();
            tell(closes ? "ticket closed" : "ticket deleted");
            boolean unused = closes
                    ? play.stores.tickets().close(cluster, "somebody")
                    : play.stores.tickets().delete(cluster);
        });
    }

    /** Faults and people leave off: what was stopped runs, what was under way is over. Then only time and sweeps come. */
    private void leaveOff() {
        tell("all leave off");
        play.faultsStop();
        stops.over();
        play.passes(Duration.ofMinutes(30));
        for (ClusterRef cluster : clusters()) {
            play.world.apply(new Change.Edit(
                    cluster,
                    PERSON,
                    Map.of(
                            "properties",
                            Map.of("provisioningState", "Succeeded", "powerState", Map.of("code", "Running")))));
        }
        play.raised().forEach(this::fate);
        Instant off = play.clock.instant();
        for (int day : SWEEPS) {
            play.passes(Duration.between(play.clock.instant(), off.plus(Duration.ofDays(day))));
            play.sweep();
        }
    }

    private void tell(String what) {
        told.add(play.clock.instant() + " " + what);
    }

    @Override
    public void close() {
        play.close();
    }
}
