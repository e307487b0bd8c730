/**
 * Tests about the code itself, for every published module: its public API, its Javadoc, its house
 * rules.
 *
 * <p>Not done here: the floors of core, which only core has.
 */
@NullMarked
package dev.trustconnect.testing.house;

import org.jspecify.annotations.NullMarked;
