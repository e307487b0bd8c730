/**
 * A DNSSEC validator that does no I/O: messages go in, questions or a verdict come out.
 *
 * <p>It never opens a socket, starts a thread or reads a clock; the same engine serves the live
 * resolver, replayed captures and exported evidence.
 */
@NullMarked
package dev.trustconnect.dnssec;

import org.jspecify.annotations.NullMarked;
