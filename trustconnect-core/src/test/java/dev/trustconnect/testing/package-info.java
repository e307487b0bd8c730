/**
 * A hermetic internet for tests: signed zones in memory, a recursive resolver in front of them, and
 * harms.
 *
 * <p>Not done here: validation. Everything is deterministic; keys come from seeds, times from the
 * world's own clock. All public types are for tests only; the keys are worth nothing.
 */
@NullMarked
package dev.trustconnect.testing;

import org.jspecify.annotations.NullMarked;
