/**
 * {@code trustconnect issued}: which certificates exist for the endpoints of a policy, by
 * Certificate Transparency, and whether their keys are those that the policy pins.
 *
 * <p>Not done here: reading the logs themselves and checking their proofs. A search service is
 * asked, which can leave certificates out.
 */
@NullMarked
package dev.trustconnect.cli.issued;

import org.jspecify.annotations.NullMarked;
