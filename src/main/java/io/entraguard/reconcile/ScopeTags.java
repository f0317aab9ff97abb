package io.entraguard.reconcile;

import io.entraguard.model.TagScope;
import io.entraguard.model.Tags;

/** The tags of resource groups and subscriptions, as ARM has them now. Safe for use by many threads. */
public interface ScopeTags {
    /**
     * The tags of that very scope; none where it has none, or is not there.
     *
     * @throws Failure where they could not be read
     */
    Tags of(TagScope scope);
}
