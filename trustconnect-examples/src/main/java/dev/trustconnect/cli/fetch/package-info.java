/**
 * {@code trustconnect fetch}: downloads a URL into a file, which appears only when it is complete
 * and checked.
 *
 * <p>Not done here: trust. The command's client decides where requests may go; this package
 * interprets responses (RFC 9110, RFC 9112) and writes the file.
 */
@NullMarked
package dev.trustconnect.cli.fetch;

import org.jspecify.annotations.NullMarked;
