/**
 * Signals of the operating system, for commands that run until one arrives.
 *
 * <p>Not done here: what a command does when it receives one.
 */
@NullMarked
package dev.trustconnect.cli.signal;

import org.jspecify.annotations.NullMarked;
