package io.entraguard.reconcile;

import java.util.SortedSet;

/**
 * Azure Resource Graph, as far as finding the Event Grid system topics of subscriptions goes. What it says may be minutes
 * old, and a topic that the caller may not read is left out like one that is not there.
 *
 * <p>A topic is where events of a subscription come out. That an event subscription takes them from there to the guard,
 * and that they arrive, is not proven by it.
 */
public interface EventTopics {
    /**
     * The lower-case ids of the subscriptions that have a topic.
     *
     * @throws Failure where not all topics could be listed
     */
    SortedSet<String> subscriptions();
}
