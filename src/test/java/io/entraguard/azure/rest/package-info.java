/** Tests of the adapters to Azure's REST services. */
@NullMarked
package io.entraguard.azure.rest;

import org.jspecify.annotations.NullMarked;
