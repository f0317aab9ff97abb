package io.entraguard.azure.storage;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.ledger.LedgerTurnContract;
import io.entraguard.testing.Azurite;

class LedgerTurnIT extends LedgerTurnContract {
    private final AppendBlobs blobs =
            new LedgerBlobs(AzuriteAccess.creating(), Azurite.shared().freshName());

    @Override
    protected AppendBlobs blobs() {
        return blobs;
    }
}
