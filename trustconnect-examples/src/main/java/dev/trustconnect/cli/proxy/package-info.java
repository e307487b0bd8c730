/**
 * {@code trustconnect proxy}: a CONNECT proxy on loopback for programs that have no place for a
 * plug-in: it opens a tunnel only to where a name was proven to lead, after a handshake of its own
 * has been judged.
 *
 * <p>One thread serves all clients ({@code EventLoop}); only handshakes have threads beside it.
 *
 * <p>Not done here: looking into the tunnel. What a program sends in it, and whether it checks the
 * certificate itself, is its own business; a renegotiation of TLS 1.2 is encrypted, too.
 */
@NullMarked
package dev.trustconnect.cli.proxy;

import org.jspecify.annotations.NullMarked;
