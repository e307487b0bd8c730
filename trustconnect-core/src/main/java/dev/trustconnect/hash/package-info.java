/**
 * SHA-256 for pins, fingerprints and cache keys.
 *
 * <p>Not done here: signatures, which the validator verifies, and other hash algorithms.
 */
@NullMarked
package dev.trustconnect.hash;

import org.jspecify.annotations.NullMarked;
