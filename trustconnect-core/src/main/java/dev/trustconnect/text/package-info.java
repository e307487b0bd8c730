/**
 * Makes untrusted text safe for a message or a log line.
 *
 * <p>Not done here: hiding secrets. Text that may contain one isn't printed at all.
 */
@NullMarked
package dev.trustconnect.text;

import org.jspecify.annotations.NullMarked;
