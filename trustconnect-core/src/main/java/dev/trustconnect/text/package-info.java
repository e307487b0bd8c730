/**
 * Text from outside, made fit for a message or a log line.
 *
 * <p>Not done here: hiding secrets. Text that may hold one isn't shown at all.
 */
@NullMarked
package dev.trustconnect.text;

import org.jspecify.annotations.NullMarked;
