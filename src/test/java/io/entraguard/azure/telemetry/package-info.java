/** The log records as the ingestion endpoint of Azure Monitor gets them, here a local server. */
@NullMarked
package io.entraguard.azure.telemetry;

import org.jspecify.annotations.NullMarked;
