/**
 * The simulated Azure over HTTP: ARM with managed clusters, their maintenance configurations, tags, role assignments and the Activity Log, Resource Graph, and
 * Microsoft Graph's groups. {@link io.entraguard.lab.world.http.AzureServer} is all that others need; the rest are its
 * routes, each for the paths that it knows.
 *
 * <p>Paths are matched without regard to case. ARM's own errors come wrapped in {@code error}, those of the AKS resource
 * provider bare, as on the real service, so that clients must read both. Only a fault of the timeline ever throttles.
 */
@NullMarked
package io.entraguard.lab.world.http;

import org.jspecify.annotations.NullMarked;
