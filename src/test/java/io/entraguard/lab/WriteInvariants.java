package io.entraguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.entraguard.lab.Played.Put;
import io.entraguard.lab.world.Change;
import io.entraguard.lab.world.RoleAssignment;
import io.entraguard.lab.world.timeline.Line;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.IdentityProfile;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.Tree;
import io.entraguard.policy.Administrators;
import io.entraguard.policy.Administrators.AssignmentState;
import io.entraguard.policy.Administrators.GroupState;
import io.entraguard.policy.Mode;
import io.entraguard.policy.PolicyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What holds of every write, whatever a run is about: nobody is locked out, each is conditional, intended before, and
 * touches identity settings only, and none is applied twice.
 */
final class WriteInvariants {
    /** The audit event that must be in the ledger before a write is sent. */
    private static final String INTENT = "remediation.planned";

    private static final String CLUSTER_ADMIN = "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b";

    private final Played played;
    private final Trail trail;
    private final Changes changes = new Changes();

    private WriteInvariants(Played played) {
        this.played = played;
        this.trail = Trail.of(played);
    }

    static void check(Played played) {
        var invariants = new WriteInvariants(played);
        invariants.nobody_is_locked_out();
        invariants.each_write_is_conditional_and_touches_nothing_else();
        invariants.each_write_was_intended_in_the_ledger();
        invariants.nothing_is_applied_twice();
        invariants.where_approval_is_asked_for_each_write_had_one_of_its_own();
    }

    private void nobody_is_locked_out() {
        applied().forEach(put -> {
            ClusterRef cluster = put.cluster().orElseThrow();
            IdentityProfile before = identity(put.documentBefore().orElseThrow());
            IdentityProfile after = identity(body(put));
            Administrators administrators = administrators(cluster, before, after);
            assertThat(!administrators.anybody(before, true) || administrators.anybody(after, true))
                    .as("%s: whoever could administer it before still can", describe(put))
                    .isTrue();
        });
    }

    private Administrators administrators(ClusterRef cluster, IdentityProfile... identities) {
        var directory = played.scenario().directory();
        var groups = new HashMap<String, GroupState>();
        Stream.of(identities)
                .flatMap(identity -> identity.adminGroups().stream())
                .forEach(id -> groups.put(
                        id.toLowerCase(Locale.ROOT),
                        directory
                                .group(id)
                                .map(group -> !group.securityEnabled()
                                        ? GroupState.NOT_A_SECURITY_GROUP
                                        : group.members() > 0 ? GroupState.USABLE : GroupState.EMPTY)
                                .orElse(GroupState.NOT_FOUND)));
        boolean assigned = directory.assignmentsOver(cluster.id()).stream()
                .filter(assignment -> assignment.condition().isEmpty())
                .map(RoleAssignment::roleDefinitionId)
                .anyMatch(role -> role.toLowerCase(Locale.ROOT).endsWith(CLUSTER_ADMIN));
        return new Administrators(groups, assigned ? AssignmentState.EXISTS : AssignmentState.NONE);
    }

    private static IdentityProfile identity(Map<String, Object> document) {
        return SnapshotReader.read(document).identity();
    }

    /** The body as the document that it is of, which it does not name itself. */
    private static Map<String, Object> body(Put put) {
        Map<String, Object> body = Tree.copy(put.write().body().orElseThrow());
        body.put("id", put.cluster().orElseThrow().id());
        return body;
    }

    private void each_write_is_conditional_and_touches_nothing_else() {
        played.puts().forEach(put -> {
            assertThat(put.write().method()).as(describe(put)).isEqualTo("PUT");
            assertThat(put.write().ifMatch())
                    .as("%s: If-Match names one version", describe(put))
                    .hasValueSatisfying(etag -> assertThat(etag).isNotBlank().isNotEqualTo("*"));
            if (isCurrent(put)) {
                assertThat(changes.differences(put))
                        .as("%s: only identity settings differ from what was there", describe(put))
                        .allMatch(Changes.Difference::allowed);
            }
        });
    }

    /** Whether the write goes by the version that stood there: one that ARM will not take as outdated. */
    private static boolean isCurrent(Put put) {
        return put.documentBefore()
                .map(document -> Optional.ofNullable(document.get("eTag"))
                        .map(String::valueOf)
                        .equals(put.write().ifMatch()))
                .orElse(false);
    }

    private void each_write_was_intended_in_the_ledger() {
        var sent = new HashMap<ClusterRef, Integer>();
        played.puts().forEach(put -> {
            ClusterRef cluster = put.cluster().orElseThrow();
            int number = sent.merge(cluster, 1, Integer::sum);
            long intended = trail.ledger(cluster).stream()
                    .filter(event -> event.code().equals(INTENT)
                            && !event.at().isAfter(put.write().time()))
                    .count();
            assertThat(intended)
                    .as("%s: the ledger holds its intent", describe(put))
                    .isGreaterThanOrEqualTo(number);
        });
    }

    private void nothing_is_applied_twice() {
        var last = new HashMap<ClusterRef, String>();
        for (int i = 0; i < played.puts().size(); i++) {
            Put put = played.puts().get(i);
            ClusterRef cluster = put.cluster().orElseThrow();
            if (othersWrote(cluster, i)) {
                last.remove(cluster);
            }
            if (put.write().applied()) {
                String what = String.join(", ", changes.of(put));
                assertThat(what).as("%s: it changes something", describe(put)).isNotEmpty();
                assertThat(last.put(cluster, what))
                        .as("%s: the same was applied before, and nobody undid it", describe(put))
                        .isNotEqualTo(what);
            }
        }
    }

    private void where_approval_is_asked_for_each_write_had_one_of_its_own() {
        var sent = new HashMap<ClusterRef, List<Integer>>();
        for (int i = 0; i < played.puts().size(); i++) {
            sent.computeIfAbsent(played.puts().get(i).cluster().orElseThrow(), it -> new ArrayList<>())
                    .add(i);
        }
        sent.forEach(this::eachHadAnApprovalOfItsOwn);
    }

    /** Goes through the ledger of a cluster; each intent there is of the next write, for none is sent without. */
    private void eachHadAnApprovalOfItsOwn(ClusterRef cluster, List<Integer> puts) {
        var authority = new Authority();
        Iterator<Integer> next = puts.iterator();
        var told = new HashSet<String>();
        for (Trail.Event event : trail.ledger(cluster)) {
            if (!told.add(event.uid())) {
                continue; // recorded again after a failure
            }
            switch (event.code()) {
                case "approval.granted" -> authority.granted(cluster, event.plan());
                case "break-glass.ended" -> authority.breakGlassEnded(cluster);
                case "mode.granted" -> authority.modeGranted(cluster);
                case INTENT -> {
                    if (next.hasNext()) {
                        int i = next.next();
                        Put put = played.puts().get(i);
                        if (isCurrent(put) && asksForApproval(put, i)) {
                            assertThat(authority.missing(cluster, event.plan()))
                                    .as("%s: it was approved", describe(put))
                                    .isEmpty();
                        }
                        if (put.write().applied()) {
                            authority.applied(cluster, event.plan());
                        }
                    }
                }
                default -> {}
            }
        }
        assertThat(next.hasNext()).as("writes of %s without an intent", cluster).isFalse();
    }

    /** Whether the policy in force then has mode approve for the cluster as it was then. */
    private boolean asksForApproval(Put put, int number) {
        Path file = played.scenario().policy().orElse(null);
        Path folder = file == null ? null : file.getParent();
        for (Played.Told told : played.told()) {
            if (folder != null && told.writes() <= number && told.line() instanceof Line.Policy replaced) {
                file = folder.resolve(replaced.file());
            }
        }
        if (file == null) {
            return false; // the built-in policy asks nobody
        }
        try {
            var cluster = SnapshotReader.read(put.documentBefore().orElseThrow());
            var policy = PolicyFile.read(Files.readAllBytes(file));
            return policy.match(cluster.ref(), cluster.tags()).settings().mode() == Mode.APPROVE;
        } catch (PolicyFile.Invalid e) {
            return false; // the last good one stays in force; scenarios of that are of mode auto
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether somebody else wrote the cluster between the write before this one and this one. */
    private boolean othersWrote(ClusterRef cluster, int put) {
        return played.told().stream()
                .filter(told -> told.writes() == put && told.line() instanceof Line.Happens)
                .map(told -> ((Line.Happens) told.line()).change())
                .anyMatch(change ->
                        change instanceof Change.Edit edit && edit.cluster().equals(cluster)
                                || change instanceof Change.Create create
                                        && create.cluster().equals(cluster));
    }

    private Stream<Put> applied() {
        return played.puts().stream().filter(put -> put.write().applied());
    }

    private static String describe(Put put) {
        return "the write of "
                + put.cluster().map(ClusterRef::name).orElse(put.write().path()) + " at "
                + put.write().time();
    }
}
