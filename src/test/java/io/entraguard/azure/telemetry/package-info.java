@NullMarked
package io.entraguard.azure.telemetry;

import org.jspecify.annotations.NullMarked;
