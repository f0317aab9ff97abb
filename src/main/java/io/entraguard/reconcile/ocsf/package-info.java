/**
 * Audit events as OCSF 1.8.0 objects: {@link io.entraguard.reconcile.ocsf.Ocsf} renders each, one class for each kind of
 * event behind it. Pure; the source of the shapes is the schema's own repository, tag 1.8.0.
 */
@NullMarked
package io.entraguard.reconcile.ocsf;

import org.jspecify.annotations.NullMarked;
