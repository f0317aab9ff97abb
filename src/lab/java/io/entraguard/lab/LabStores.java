package io.entraguard.lab;

import io.entraguard.lab.faces.FaultHook;
import io.entraguard.lab.faces.LabAppendBlobs;
import io.entraguard.lab.faces.LabAuditSink;
import io.entraguard.lab.faces.LabMemoryStore;
import io.entraguard.lab.faces.LabTickets;
import io.entraguard.lab.faces.LabWorkQueue;
import io.entraguard.lab.world.Fault;
import io.entraguard.lab.world.Fault.Target;
import io.entraguard.lab.world.Faults;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** What outlives a restart of the program: table, queue, ledger, tracker and SIEM, as the lab simulates them. */
record LabStores(
        LabMemoryStore memory,
        LabWorkQueue queue,
        LabAppendBlobs ledger,
        LabTickets tickets,
        LabAuditSink sink,
        AtomicLong names,
        Clock clock) {

    static LabStores of(Clock clock, Faults faults) {
        return new LabStores(
                new LabMemoryStore(hook(faults, Target.TABLE)),
                new LabWorkQueue(clock, hook(faults, Target.QUEUE)),
                new LabAppendBlobs(hook(faults, Target.LEDGER)),
                new LabTickets(clock, hook(faults, Target.TICKET)),
                new LabAuditSink(hook(faults, Target.SINK)),
                new AtomicLong(),
                clock);
    }

    /** Lets the timeline's faults reach a store; an operation's first word stands for the method, the rest for the path. */
    private static FaultHook hook(Faults faults, Target target) {
        return operation -> {
            int space = operation.indexOf(' ');
            String method = space < 0 ? operation : operation.substring(0, space);
            String path = space < 0 ? "" : operation.substring(space + 1);
            return faults.take(target, method, path)
                    .map(fault -> fault.failure().on(new AsKind()));
        };
    }

    /** A fault of the timeline as the faces know it. */
    private static final class AsKind implements Fault.Cases<FaultHook.Kind> {
        @Override
        public FaultHook.Kind answered(Fault.Answered answered) {
            return new FaultHook.Status(answered.status(), answered.code(), answered.retryAfter());
        }

        @Override
        public FaultHook.Kind timeout() {
            return new FaultHook.Timeout();
        }

        @Override
        public FaultHook.Kind reset() {
            return new FaultHook.Reset();
        }

        @Override
        public FaultHook.Kind lostResponse() {
            return new FaultHook.LostResponse();
        }
    }
}
