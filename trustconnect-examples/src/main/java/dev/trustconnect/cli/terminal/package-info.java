/**
 * The outputs of a command, and text that is safe to write there: colours, tree lines, one-line
 * JSON, no control characters, no tokens, and no links in SARIF.
 *
 * <p>Not done here: deciding what to write.
 */
@NullMarked
package dev.trustconnect.cli.terminal;

import org.jspecify.annotations.NullMarked;
