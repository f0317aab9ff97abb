/** The simulated Azure's HTTP side. */
@NullMarked
package io.entraguard.lab.world.http;

import org.jspecify.annotations.NullMarked;
