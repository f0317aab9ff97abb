package io.entraguard.cli;

import io.entraguard.cli.ClusterDocument.Read;
import io.entraguard.cli.ClusterDocument.Unread;
import io.entraguard.cli.Outcome.Planned;
import io.entraguard.model.ClusterRef;
import io.entraguard.model.ClusterSnapshot;
import io.entraguard.model.Tags;
import io.entraguard.policy.Administrators;
import io.entraguard.policy.ClusterHistory;
import io.entraguard.policy.Controls;
import io.entraguard.policy.Decider;
import io.entraguard.policy.Decider.Questions;
import io.entraguard.policy.Decision;
import io.entraguard.policy.FleetLoad;
import io.entraguard.policy.GuardMode;
import io.entraguard.policy.Limits;
import io.entraguard.policy.Mode;
import io.entraguard.policy.Policy;
import io.entraguard.policy.Settings;
import io.entraguard.policy.Situation;
import io.entraguard.policy.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Judges clusters by a policy, and decides offline: nobody is asked, nothing is remembered. */
record Judge(Policy policy) {
    /** Where no policy is given: the documented defaults, and no rule. */
    static final Policy NO_POLICY = new Policy(Settings.DEFAULTS, List.of(), Limits.DEFAULTS, "");

    /** What is wrong with the cluster. */
    Outcome evaluate(ClusterDocument document) {
        return outcome(document, match(document), Optional.empty());
    }

    /** What is wrong with the cluster and what the guard would do next. */
    Outcome plan(ClusterDocument document, GuardMode cap, Instant now) {
        Policy.Match match = match(document);
        return outcome(document, match, Optional.of(new Planned(match, offline(document, match, cap, now))));
    }

    /**
     * The same of a cluster as it is now, with what the caller may look up; what the guard would do in mode {@code auto}
     * comes with it.
     */
    Outcome live(ClusterDocument document, LookedUp lookedUp, GuardMode cap, Instant now) {
        if (!(document instanceof Read read)) {
            return unread(document, cap, now);
        }
        ClusterRef ref = read.cluster().ref();
        Tags inherited = policy.inheritsTags() ? lookedUp.inherited(ref) : Tags.NONE;
        Policy.Match match = policy.match(ref, read.cluster().tags(), inherited);
        Policy.Match auto = auto(match);
        Questions questions = Decider.questions(
                situation(document, auto, ClusterHistory.OFFLINE, Optional.empty(), GuardMode.ENFORCE, now));
        Optional<Administrators> administrators = lookedUp.administrators(ref, questions);
        ClusterHistory history =
                lookedUp.history(ref, questions, match.settings().quietPeriod(), now);
        Decision decision = Decider.decide(situation(document, match, history, administrators, cap, now));
        Decision inAuto = Decider.decide(situation(document, auto, history, administrators, GuardMode.ENFORCE, now));
        return outcome(document, match, Optional.of(new Planned(match, decision, Optional.of(inAuto.step()))));
    }

    /** What cannot be read is nobody's to look up; what auto would do about it counts like any other step. */
    private Outcome unread(ClusterDocument document, GuardMode cap, Instant now) {
        Policy.Match match = match(document);
        Decision decision = offline(document, match, cap, now);
        Decision inAuto = offline(document, auto(match), GuardMode.ENFORCE, now);
        return outcome(document, match, Optional.of(new Planned(match, decision, Optional.of(inAuto.step()))));
    }

    private Decision offline(ClusterDocument document, Policy.Match match, GuardMode cap, Instant now) {
        return Decider.decide(situation(document, match, ClusterHistory.OFFLINE, Optional.empty(), cap, now));
    }

    private static Policy.Match auto(Policy.Match match) {
        return new Policy.Match(match.rule(), match.settings().withMode(Mode.AUTO), match.passedOver());
    }

    private Situation situation(
            ClusterDocument document,
            Policy.Match match,
            ClusterHistory history,
            Optional<Administrators> administrators,
            GuardMode cap,
            Instant now) {
        return new Situation(
                verdict(document, match),
                match,
                history,
                administrators,
                FleetLoad.IDLE,
                policy.limits(),
                cap,
                Situation.OwnWindow.NOT_LOOKED_UP,
                now);
    }

    private static Outcome outcome(ClusterDocument document, Policy.Match match, Optional<Planned> planned) {
        String place = document instanceof Read read
                ? read.cluster().ref().resourceGroup() + "/" + document.name()
                : document.name();
        return new Outcome(document.id(), document.name(), place, verdict(document, match), planned);
    }

    private Policy.Match match(ClusterDocument document) {
        if (document instanceof Read read) {
            ClusterSnapshot cluster = read.cluster();
            return policy.match(cluster.ref(), cluster.tags());
        }
        // Its tags may be what cannot be read: no rule is known to be for it.
        return new Policy.Match(Policy.NO_RULE, policy.defaults(), List.of());
    }

    private static Verdict verdict(ClusterDocument document, Policy.Match match) {
        if (document instanceof Unread unread) {
            return new Verdict.Unreadable(unread.why());
        }
        ClusterSnapshot cluster = ((Read) document).cluster();
        return new Verdict.Judged(cluster, Controls.judge(cluster, match.settings(), false));
    }
}
