package io.entraguard.model;

/**
 * What the admin certificate was used for on a cluster's own API, in words that are safe to show.
 *
 * @param userAgent the client as it calls itself
 * @param source where the calls came from; the address that the API server saw comes first
 * @param verb what the most telling of the calls did, such as {@code list}
 * @param object what it did it to, such as {@code secrets default/db}
 * @param count how many calls were seen together
 */
public record CertificateUse(String userAgent, String source, String verb, String object, int count) {}
