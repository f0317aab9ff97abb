@NullMarked
package io.entraguard.azure.siem;

import org.jspecify.annotations.NullMarked;
