/**
 * The nouns: clusters as they are, what was found about them, who was seen doing what. Nothing here knows a clock, a
 * network, a logger or an SDK; only {@code java.*} is imported.
 *
 * <p>Context: the cluster that is judged, written back and shown must be one and the same reading. Choice: documents
 * are plain trees of {@code java.util} collections ({@link io.entraguard.model.Tree}), read without regard to case by
 * one reader ({@link io.entraguard.model.SnapshotReader}, over {@link io.entraguard.model.Node}s) that serves ARM,
 * {@code az} output and Resource Graph rows
 * alike. Cost: no compile-time field names for the parts of a managed cluster that we do not judge; in exchange nothing
 * that we do not know is ever dropped from a document.
 */
@NullMarked
package io.entraguard.model;

import org.jspecify.annotations.NullMarked;
