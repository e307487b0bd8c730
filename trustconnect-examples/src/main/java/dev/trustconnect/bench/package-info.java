/**
 * Measures TrustConnect and its peers in one run, on one machine, on the same signed data.
 *
 * <p>Not done here: deciding whether a figure is good. A bar was set before anything was measured;
 * a row says whether it is met.
 */
@NullMarked
package dev.trustconnect.bench;

import org.jspecify.annotations.NullMarked;
