package io.entraguard.lab.world;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What is asked of the Activity Log; an empty part asks nothing.
 *
 * @param from entries at that instant or later
 * @param to entries at that instant or earlier
 * @param resourceId entries filed under exactly that resource, in any case
 * @param resourceGroup entries about anything in the group of that name, in any case
 */
public record ActivityQuery(
        String subscription,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<String> resourceId,
        Optional<String> resourceGroup,
        Optional<String> correlationId) {

    boolean matches(Journal.Entry entry) {
        return entry.resourceId().startsWith("/subscriptions/" + lower(subscription) + "/")
                && from.filter(entry.at()::isBefore).isEmpty()
                && to.filter(entry.at()::isAfter).isEmpty()
                && resourceId
                        .filter(id -> !lower(id).equals(entry.resourceId()))
                        .isEmpty()
                && resourceGroup
                        .filter(name -> !lower(name).equals(entry.resourceGroup()))
                        .isEmpty()
                && correlationId
                        .filter(id -> !lower(id).equals(entry.correlationId()))
                        .isEmpty();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
