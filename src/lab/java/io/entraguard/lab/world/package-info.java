/** The simulated Azure of the lab. */
@NullMarked
package io.entraguard.lab.world;

import org.jspecify.annotations.NullMarked;
