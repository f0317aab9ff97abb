package io.entraguard.lab.world.timeline;

import io.entraguard.lab.world.Change;
import io.entraguard.model.ClusterRef;
import java.time.Duration;
import java.util.Map;

/** One line of a timeline that is understood: the vocabulary of contracts.md section 5, one record a line. */
public sealed interface Line {
    /** The line's number in the file, counted from 1. */
    int number();

    <R> R on(Cases<R> cases);

    /** Event Grid or CloudEvents JSON to be delivered to the webhook, byte for byte as the file has it. */
    record Event(int number, String json) implements Line {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.event(this);
        }
    }

    /** Somebody does something; {@code eventLost} where the line is {@code silent}. */
    record Happens(int number, Change change, boolean eventLost) implements Line {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.happens(this);
        }
    }

    /** Requests are going to fail. */
    record Fault(int number, io.entraguard.lab.world.Fault fault) implements Line {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.fault(this);
        }
    }

    /** An audit.k8s.io Event of a cluster, which need not exist, arrives on the Event Hub. */
    record KubeAudit(int number, ClusterRef cluster, Map<String, Object> record) implements Line {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.kubeAudit(this);
        }
    }

    /** A human does something to a cluster's ticket in the tracker. */
    record Ticket(int number, ClusterRef cluster, Deed deed, String by) implements Line {
        /** What humans do to tickets. */
        public enum Deed {
            CLOSE,
            DELETE
        }

        @Override
        public <R> R on(Cases<R> cases) {
            return cases.ticket(this);
        }
    }

    /** The policy file is replaced by that file of the folder. */
    record Policy(int number, String file) implements Line {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.policy(this);
        }
    }

    /** The last event is delivered so many more times. */
    record Duplicate(int number, int times) implements Line {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.duplicate(this);
        }
    }

    /** Time passes. */
    record Advance(int number, Duration by) implements Line {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.advance(this);
        }
    }

    /** Time passes up to this long, stopping early when nothing is due within it. */
    record Settle(int number, Duration within) implements Line {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.settle(this);
        }
    }

    /** The fleet sweep runs. */
    record Sweep(int number) implements Line {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.sweep(this);
        }
    }

    /** Everything in memory is lost. */
    record Restart(int number) implements Line {
        @Override
        public <R> R on(Cases<R> cases) {
            return cases.restart(this);
        }
    }

    /** One branch for each kind of line. */
    interface Cases<R> {
        R event(Event line);

        R happens(Happens line);

        R fault(Fault line);

        R kubeAudit(KubeAudit line);

        R ticket(Ticket line);

        R policy(Policy line);

        R duplicate(Duplicate line);

        R advance(Advance line);

        R settle(Settle line);

        R sweep(Sweep line);

        R restart(Restart line);
    }
}
