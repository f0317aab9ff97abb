/**
 * The lab's faces of the ports: memory, queue, ledger, tracker and SIEM, each in memory, each passing the same contract
 * test as the real adapter. What outlives a restart of the program lives here, so one face serves many starts.
 *
 * <p>Each call of a port first asks its {@link io.entraguard.lab.faces.FaultHook} whether something goes wrong, and ends
 * as the real adapter's call would: nothing applied, or applied and the answer lost.
 */
@NullMarked
package io.entraguard.lab.faces;

import org.jspecify.annotations.NullMarked;
