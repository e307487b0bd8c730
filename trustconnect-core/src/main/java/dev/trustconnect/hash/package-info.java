/**
 * SHA-256, by which pins, fingerprints and memories compare what is too long to keep.
 *
 * <p>Not done here: signatures and their algorithms, which are the validator's, and other hashes.
 */
@NullMarked
package dev.trustconnect.hash;

import org.jspecify.annotations.NullMarked;
