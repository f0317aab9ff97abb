/**
 * The judgement: which controls fail ({@link io.entraguard.policy.Controls}), what the owner's policy says of this
 * cluster ({@link io.entraguard.policy.Policy}), what would put it right ({@link io.entraguard.policy.Plan}), who could
 * still administer it afterwards ({@link io.entraguard.policy.Administrators}), when changes are allowed
 * ({@link io.entraguard.policy.ChangeWindow}, {@link io.entraguard.policy.MaintenanceWindow}) and the single next step
 * ({@link io.entraguard.policy.Decider}). All of it is pure: time and everything that had to be looked up are arguments.
 *
 * <p>Context: a decision depends on look-ups that cost calls (groups, role assignments, the Activity Log), but most
 * decisions need none of them. Choice: {@link io.entraguard.policy.Decider#questions} says, from the same inputs, which
 * facts the decision will turn on, and the loop fetches only those; the decider itself stays a function with nothing to
 * mock. Cost: the first seven lines of the decision are walked twice for a cluster that is about to be changed.
 */
@NullMarked
package io.entraguard.policy;

import org.jspecify.annotations.NullMarked;
