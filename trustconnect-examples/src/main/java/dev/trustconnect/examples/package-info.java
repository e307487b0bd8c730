/**
 * The {@code trustconnect} command line and the examples.
 *
 * <p>Not done here: deciding anything. Whatever is printed was decided by the library.
 */
@NullMarked
package dev.trustconnect.examples;

import org.jspecify.annotations.NullMarked;
