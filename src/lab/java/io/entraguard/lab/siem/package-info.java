/**
 * The ends that audit events arrive at, as servers on this machine that speak the services' own wire formats and hold every
 * request to the rules that the services have for it.
 */
@NullMarked
package io.entraguard.lab.siem;

import org.jspecify.annotations.NullMarked;
