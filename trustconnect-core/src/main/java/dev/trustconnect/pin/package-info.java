/**
 * Pins: digests of keys and certificates that the verified path must contain.
 *
 * <p>Not done here: matching pins against the chain as served, which may contain unrelated
 * certificates, and pins learned on first use.
 */
@NullMarked
package dev.trustconnect.pin;

import org.jspecify.annotations.NullMarked;
