/** Entra Guard. */
@org.jspecify.annotations.NullMarked
package io.entraguard;
