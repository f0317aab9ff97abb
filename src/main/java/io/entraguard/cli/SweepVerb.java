package io.entraguard.cli;

import io.entraguard.cli.ClusterDocument.Read;
import io.entraguard.cli.ClusterDocument.Unread;
import io.entraguard.model.SnapshotReader;
import io.entraguard.model.TagScope;
import io.entraguard.model.Tree.Unreadable;
import io.entraguard.policy.GuardMode;
import io.entraguard.reconcile.Failure;
import io.entraguard.reconcile.Fleet.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code guard sweep}: {@code plan} over the live fleet with the caller's own rights, for which the role Reader is enough.
 * It sends GETs and Resource Graph queries and nothing else.
 */
@Command(
        name = "sweep",
        description = "Judges the clusters that are there now, by whatever credential is found, and says what the guard"
                + " would do next and why. Reads only; the role Reader is enough.")
final class SweepVerb implements Callable<Integer> {
    private static final Pattern SUBSCRIPTION = Pattern.compile("[0-9A-Za-z-]{1,64}");

    /** Longer than Resource Graph's quota lasts. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private static final String SOURCE = "Resource Graph";

    private final Surroundings surroundings;

    @Mixin
    private Report report;

    @Option(
            names = "--subscription",
            paramLabel = "ID",
            description = "Looks at this subscription only; may be given several times.")
    private List<String> subscriptions = List.of();

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "The policy to decide by; without one the defaults of every setting.")
    private Optional<String> policy = Optional.empty();

    SweepVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.report = new Report(surroundings);
    }

    @Override
    public Integer call() {
        GuardMode cap = PlanVerb.cap(surroundings);
        var judge = new Judge(policy.map(PolicyArgument::read).orElse(Judge.NO_POLICY));
        checkSubscriptions();
        LiveAzure azure = LiveAzure.of(surroundings, subscriptions);
        Instant now = surroundings.clock().instant();
        try {
            subscriptions.forEach(subscription -> seek(azure, subscription));
            Map<String, ClusterDocument> clusters = read(azure);
            checkVisible(clusters);
            return report.printLive(judged(judge, azure, clusters, cap, now));
        } catch (Failure.Terminal e) {
            throw new Unusable("guard sweep: " + e.getMessage() + remedy(e), e);
        } catch (Failure e) {
            throw new Unusable("guard sweep: " + e.getMessage() + "; try again later", e);
        }
    }

    /** Resource Graph answers a caller who may read nothing as if there were nothing; named subscriptions were sought. */
    private void checkVisible(Map<String, ClusterDocument> clusters) {
        if (clusters.isEmpty() && subscriptions.isEmpty()) {
            throw new Unusable(
                    "guard sweep: no cluster is visible to this sign-in; give it the role Reader, or name with"
                            + " --subscription where there may be none");
        }
    }

    private void checkSubscriptions() {
        subscriptions.stream()
                .filter(id -> !SUBSCRIPTION.matcher(id).matches())
                .findFirst()
                .ifPresent(id -> {
                    throw new Unusable("--subscription: '" + Printable.line(id)
                            + "' is not a subscription id; give one as 'az account list' prints it");
                });
    }

    /** Resource Graph answers nothing of a subscription that it does not know, as if it held no cluster. */
    private static void seek(LiveAzure azure, String subscription) {
        TagScope scope = TagScope.parse("/subscriptions/" + subscription)
                .orElseThrow(() -> new Unusable("--subscription: '" + subscription + "' is not a subscription id"));
        try {
            azure.scopes().of(scope);
        } catch (Failure.Terminal e) {
            throw new Unusable(
                    "--subscription: " + subscription + " is unknown here or may not be read (" + e.code()
                            + "); give one that 'az account list' prints, and the role Reader on it",
                    e);
        }
    }

    private static String remedy(Failure.Terminal e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("HTTP 401")) {
            return "; sign in again, to the tenant that the subscriptions are in";
        }
        return message.contains("HTTP 403") ? "; the caller needs the role Reader on the subscriptions" : "";
    }

    /** Every cluster once, whatever moves between two pages. */
    private Map<String, ClusterDocument> read(LiveAzure azure) {
        var clusters = new LinkedHashMap<String, ClusterDocument>();
        var progress = new Progress(surroundings, "clusters read");
        Optional<String> next = Optional.empty();
        do {
            Page page = azure.fleet().page(next);
            if (page.next().isPresent() && page.next().equals(next)) {
                throw new Unusable("guard sweep: Resource Graph names the same page as the next one; try again later");
            }
            for (Map<String, Object> row : page.rows()) {
                ClusterDocument document = document(row);
                clusters.put(document.id().toLowerCase(Locale.ROOT), document);
            }
            progress.at(clusters.size());
            next = page.next();
            if (next.isPresent()) {
                page.pause().ifPresent(SweepVerb::pause);
            }
        } while (next.isPresent());
        progress.done();
        return clusters;
    }

    private static ClusterDocument document(Map<String, Object> row) {
        try {
            return new Read(SnapshotReader.read(row));
        } catch (Unreadable e) {
            return new Unread(String.valueOf(row.get("id")), SOURCE, String.valueOf(e.getMessage()));
        }
    }

    /** The caller's quota of queries is used up for some seconds. */
    private static void pause(Duration asked) {
        try {
            Thread.sleep((asked.compareTo(LONGEST_PAUSE) < 0 ? asked : LONGEST_PAUSE).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unusable("guard sweep: interrupted", e);
        }
    }

    private List<Outcome> judged(
            Judge judge, LiveAzure azure, Map<String, ClusterDocument> clusters, GuardMode cap, Instant now) {
        var lookedUp = new LookedUp(azure);
        var progress = new Progress(surroundings, clusters.size(), "clusters judged");
        var outcomes = new ArrayList<Outcome>();
        for (ClusterDocument document : clusters.values()) {
            outcomes.add(judge.live(document, lookedUp, cap, now));
            progress.at(outcomes.size());
        }
        progress.done();
        return outcomes;
    }
}
