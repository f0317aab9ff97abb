package io.entraguard.lab;

import io.entraguard.policy.PolicyFile;
import io.entraguard.reconcile.PolicySource;
import io.entraguard.reconcile.PolicySourceContract;

class LabPolicyTest extends PolicySourceContract {
    private final LabPolicy policy = new LabPolicy(PolicyFile.example());

    LabPolicyTest() {
        policy.remove();
    }

    @Override
    protected PolicySource source() {
        return policy;
    }

    @Override
    protected void put(byte[] bytes) {
        policy.replace(bytes);
    }

    @Override
    protected void remove() {
        policy.remove();
    }
}
