/**
 * {@code trustconnect fetch}: downloads one URL into one file, which appears when it is whole and
 * checked, or not at all.
 *
 * <p>Not done here: trust. The client that the command makes decides where requests may go; this
 * package decides what a response's bytes are (RFC 9110, RFC 9112) and how they reach the disk.
 */
@NullMarked
package dev.trustconnect.cli.fetch;

import org.jspecify.annotations.NullMarked;
