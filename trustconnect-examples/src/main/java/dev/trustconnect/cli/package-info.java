/**
 * The {@code trustconnect} command line: parses it, runs the command, and converts its result to an
 * exit status. Each command has a package below this one.
 *
 * <p>Not done here: decisions. The library decides; commands print its decisions.
 */
@NullMarked
package dev.trustconnect.cli;

import org.jspecify.annotations.NullMarked;
