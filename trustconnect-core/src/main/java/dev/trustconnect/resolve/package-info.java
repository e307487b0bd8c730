/**
 * Drives the validator with an upstream: a name becomes addresses whose DNSSEC verdict we computed
 * ourselves.
 *
 * <p>Not done here: judging signatures (the validator does), carrying messages (the upstream does),
 * and policy: what is refused here is refused under every policy.
 */
@NullMarked
package dev.trustconnect.resolve;

import org.jspecify.annotations.NullMarked;
