/**
 * The {@code trustconnect} command line: reads which command is meant, runs it, and turns its
 * result into an exit status. Each command has a package below this one.
 *
 * <p>Not done here: deciding anything. The library decides; commands print what it decided.
 */
@NullMarked
package dev.trustconnect.cli;

import org.jspecify.annotations.NullMarked;
