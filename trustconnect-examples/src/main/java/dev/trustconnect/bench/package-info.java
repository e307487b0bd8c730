/**
 * Measures TrustConnect beside its peers, in one run, on one machine, on the same signed data.
 *
 * <p>Not done here: deciding whether a figure is good. A bar is a number that was set before; a row
 * says whether it is met.
 */
@NullMarked
package dev.trustconnect.bench;

import org.jspecify.annotations.NullMarked;
