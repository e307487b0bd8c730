/**
 * Examples of clients, word for word as the documentation shows them, so that they compile.
 *
 * <p>Not done here: the command line; it is {@code dev.trustconnect.cli}.
 */
@NullMarked
package dev.trustconnect.examples;

import org.jspecify.annotations.NullMarked;
