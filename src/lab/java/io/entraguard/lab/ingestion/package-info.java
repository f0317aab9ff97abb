/** The ingestion service of Application Insights, as far as an exporter can tell. */
@NullMarked
package io.entraguard.lab.ingestion;

import org.jspecify.annotations.NullMarked;
