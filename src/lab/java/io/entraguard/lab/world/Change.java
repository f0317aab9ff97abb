package io.entraguard.lab.world;

import io.entraguard.model.ClusterRef;
import java.util.Map;

/**
 * Something that somebody other than the guard does to the simulated Azure: what a timeline line tells the
 * {@link World} to do directly, without a request.
 */
public sealed interface Change {
    Caller by();

    /** A cluster appears, in the shape of ARM's GET; its {@code id} is the ref's. */
    record Create(ClusterRef cluster, Caller by, Map<String, Object> document) implements Change {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.create(this);
        }
    }

    /** A cluster's document is changed by a JSON merge patch (RFC 7396, names without regard to case). */
    record Edit(ClusterRef cluster, Caller by, Map<String, Object> merge) implements Change {
        /** Whether tags are all that changes: ARM raises another event for that. */
        public boolean onlyTags() {
            return merge.size() == 1 && merge.keySet().iterator().next().equalsIgnoreCase("tags");
        }

        @Override
        public <R> R on(Cases<R> cases) {
            return cases.edit(this);
        }
    }

    /** A cluster goes. */
    record Delete(ClusterRef cluster, Caller by) implements Change {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.delete(this);
        }
    }

    /** A POST action on a cluster. */
    record Act(ClusterRef cluster, Caller by, Action action) implements Change {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.act(this);
        }
    }

    /** A resource group's tags become these, in each subscription that has a cluster in a group of that name. */
    record GroupTags(String resourceGroup, Caller by, Map<String, Object> tags) implements Change {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.groupTags(this);
        }
    }

    /** The POST actions that a timeline knows. */
    enum Action {
        LIST_ADMIN_CREDENTIAL("listClusterAdminCredential"),
        LIST_USER_CREDENTIAL("listClusterUserCredential"),
        ROTATE_CERTIFICATES("rotateClusterCertificates");

        private final String verb;

        Action(String verb) {
            this.verb = verb;
        }

        /** The last segment of the action's URL and the middle of its operation name. */
        public String verb() {
            return verb;
        }
    }

    /** One answer for each kind of change. */
    interface Cases<R> {
        R create(Create create);

        R edit(Edit edit);

        R delete(Delete delete);

        R act(Act act);

        R groupTags(GroupTags groupTags);
    }

    <R> R on(Cases<R> cases);
}
