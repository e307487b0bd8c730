/**
 * SHA-256 for pins, fingerprints and the keys of memories.
 *
 * <p>Not done here: signatures and their algorithms, which are the validator's, and other hashes.
 */
@NullMarked
package dev.trustconnect.hash;

import org.jspecify.annotations.NullMarked;
