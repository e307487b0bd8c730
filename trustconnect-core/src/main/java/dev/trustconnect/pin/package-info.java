/**
 * Pins: digests of keys and certificates that the verified path must hold.
 *
 * <p>Not done here: pins on what the peer serves, since an unrelated certificate may sit there, and
 * pins learnt on first use.
 */
@NullMarked
package dev.trustconnect.pin;

import org.jspecify.annotations.NullMarked;
