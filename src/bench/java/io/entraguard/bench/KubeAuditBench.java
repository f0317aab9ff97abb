package io.entraguard.bench;

import io.entraguard.azure.KubeAuditRecords;
import io.entraguard.azure.KubeAuditRecords.Batch;
import io.entraguard.azure.SampleAudit;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Audit records of 2 KB that are of no interest, in messages of 100: each figure is for one record. As they nearly always
 * come, without the admin certificate's name anywhere; with it in another record of the same message, which then has to be
 * taken apart; and with it in the record itself, where it is no user's, which then has to be parsed.
 */
@State(Scope.Benchmark)
public class KubeAuditBench {
    private static final int RECORDS = 100;
    private static final int SIZE = 2048;
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

    private final List<String> ordinary = message(RECORDS, 0);
    private final List<String> beside = message(RECORDS - 1, 1);
    private final List<String> named = message(0, RECORDS);

    private static List<String> message(int ordinary, int named) {
        var records = new SampleAudit[ordinary + named];
        Arrays.setAll(records, i -> record(i < ordinary ? "kubelet/v1.33.4" : "not-the-masterclient/1.0"));
        return List.of(SampleAudit.batch(records));
    }

    private static SampleAudit record(String agent) {
        int bare = SampleAudit.batch(sample(agent, "")).length();
        return sample(agent, "x".repeat(Math.max(0, SIZE - bare)));
    }

    private static SampleAudit sample(String agent, String filler) {
        return SampleAudit.by("system:node:aks-system-0", "system:nodes", "system:authenticated")
                .event("userAgent", agent)
                .event("annotations", filler);
    }

    /** Without the name anywhere. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public Batch kube_audit() {
        return KubeAuditRecords.read(ordinary, NOW);
    }

    /** With the name in one of the message's records. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public Batch kube_audit_beside_the_name() {
        return KubeAuditRecords.read(beside, NOW);
    }

    /** With the name in every record, where it is nobody's. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public Batch kube_audit_with_the_name() {
        return KubeAuditRecords.read(named, NOW);
    }
}
