/**
 * A CONNECT proxy on loopback for programs that nobody can plug anything into: it opens a tunnel
 * only to where a name was proven to lead, after a handshake of its own has been judged.
 *
 * <p>Not done here: looking into the tunnel. What a program sends in it, and whether it checks the
 * certificate itself, is its own business.
 */
@NullMarked
package dev.trustconnect.examples.proxy;

import org.jspecify.annotations.NullMarked;
