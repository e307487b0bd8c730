/**
 * Tests about the code itself, for every published module: its public API, its Javadoc, its house
 * rules, which reasons its tests provoke.
 *
 * <p>They carry the tag {@code house}, which keeps them out of test runs on another class path than
 * the one the module was compiled on. Not done here: the floors of core, which only core has.
 */
@NullMarked
package dev.trustconnect.testing.house;

import org.jspecify.annotations.NullMarked;
