package io.entraguard.policy;

import org.jspecify.annotations.Nullable;

/**
 * One property that a plan sets.
 *
 * @param path where, in ARM's spelling, such as {@code properties.disableLocalAccounts}
 * @param from what stood there: a boolean, a string, a list of strings, or null where nothing did
 * @param to what is to stand there; null takes the property away
 */
public record Change(
        String path, @Nullable Object from, @Nullable Object to) {}
