package io.entraguard.azure.storage;

import io.entraguard.reconcile.AppendBlobs;
import io.entraguard.reconcile.ledger.LedgerContract;
import io.entraguard.testing.Azurite;

class LedgerIT extends LedgerContract {
    private final AppendBlobs blobs =
            new LedgerBlobs(AzuriteAccess.creating(), Azurite.shared().freshName());

    @Override
    protected AppendBlobs blobs() {
        return blobs;
    }
}
