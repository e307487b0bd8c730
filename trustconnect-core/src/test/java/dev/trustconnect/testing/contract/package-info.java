/**
 * The contracts that every DoH transport must pass, and the oracles that tell a true answer from a
 * false one.
 *
 * <p>Not part of the test kit that is published: only the tests of this repository use it.
 */
@NullMarked
package dev.trustconnect.testing.contract;

import org.jspecify.annotations.NullMarked;
