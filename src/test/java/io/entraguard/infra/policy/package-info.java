/**
 * Azure Policy on a desk: what a definition would do to a request, as far as its documentation tells.
 *
 * <p>A {@link PolicyDefinition} is tried on a {@link PolicyRequest}. Its rule is read into {@link Condition}s whose
 * operands are {@link Expression}s of the template language; {@link Fields} looks into the resource, {@link Functions}
 * are what an expression may call, {@link Operator} compares.
 *
 * <p>Only what the definitions of this project use is understood. Anything else is an error of the test and never quietly
 * false: a typing mistake in a rule would otherwise read as "does not apply". A template that fails while it is evaluated
 * is an implicit deny, as in Azure.
 *
 * @see <a href="https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule">the rule's
 *     language</a>
 */
@NullMarked
package io.entraguard.infra.policy;

import org.jspecify.annotations.NullMarked;
