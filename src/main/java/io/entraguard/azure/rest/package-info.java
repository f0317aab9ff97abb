/**
 * What is asked of Azure's REST services: managed clusters, their maintenance configurations and role assignments of
 * ARM, its Activity Log, Resource Graph, and groups of Microsoft Graph.
 *
 * <p>A call goes from an adapter ({@link io.entraguard.azure.rest.ArmClusters},
 * {@link io.entraguard.azure.rest.AzureDirectory}, {@link io.entraguard.azure.rest.ArmActivityLog},
 * {@link io.entraguard.azure.rest.ArmMaintenance}, {@link io.entraguard.azure.rest.ArmScopeTags},
 * {@link io.entraguard.azure.rest.ResourceGraphFleet}, {@link io.entraguard.azure.rest.ResourceGraphEventTopics},
 * {@link io.entraguard.azure.rest.ResourceGraphAuditDiagnostics}, {@link io.entraguard.azure.rest.ResourceGraphTagHistory}) through an Endpoint, which talks to one origin only, and comes
 * back as an Answer: status, headers, body. {@link io.entraguard.azure.rest.AzureHttp} builds the client and the
 * pipelines, once.
 *
 * <p>Context: the SDK's typed models drop properties that they do not know, and its default pipeline retries by itself,
 * asleep. Choice: the SDK's managers are built over our own pipelines and give back pipeline and endpoint; documents go
 * through them raw, each call is sent once, and every failure is a value or a
 * {@link io.entraguard.reconcile.Failure} that the queue acts on. Cost: paths, api-versions and error envelopes are
 * written down here and not taken from the SDK.
 */
@NullMarked
package io.entraguard.azure.rest;

import org.jspecify.annotations.NullMarked;
