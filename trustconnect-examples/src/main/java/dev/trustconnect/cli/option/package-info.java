/**
 * Options that several commands share, and the parsing of their values.
 *
 * <p>Not done here: options of a single command, which are defined by that command.
 */
@NullMarked
package dev.trustconnect.cli.option;

import org.jspecify.annotations.NullMarked;
