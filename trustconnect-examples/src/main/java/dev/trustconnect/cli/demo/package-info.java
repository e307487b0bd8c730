/**
 * {@code trustconnect demo}: prints the scenes that {@code dev.trustconnect.demo} plays.
 *
 * <p>Not done here: playing them.
 */
@NullMarked
package dev.trustconnect.cli.demo;

import org.jspecify.annotations.NullMarked;
