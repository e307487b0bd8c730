/**
 * Options that several commands share, and how their values are read.
 *
 * <p>Not done here: options of one command; they are with that command.
 */
@NullMarked
package dev.trustconnect.cli.option;

import org.jspecify.annotations.NullMarked;
