/**
 * {@code trustconnect lock}: writes {@code trustconnect.lock}, compares endpoints with it, and
 * updates it.
 *
 * <p>Not done here: deciding what a change means. {@code dev.trustconnect.lock} does that.
 */
@NullMarked
package dev.trustconnect.cli.lock;

import org.jspecify.annotations.NullMarked;
