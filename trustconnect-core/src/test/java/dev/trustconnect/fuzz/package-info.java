/**
 * What a fuzzer throws bytes at, and the properties that have to hold whatever it throws.
 *
 * <p>Every target also runs on its seeds and on what was found, as an ordinary test.
 */
@NullMarked
package dev.trustconnect.fuzz;

import org.jspecify.annotations.NullMarked;
