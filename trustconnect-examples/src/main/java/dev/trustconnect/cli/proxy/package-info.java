/**
 * {@code trustconnect proxy}: a CONNECT proxy on loopback for programs that can't load a plug-in.
 * It opens a tunnel only to a proven address of the name, after it has checked the server in its
 * own handshake.
 *
 * <p>One thread serves all clients ({@code EventLoop}); only handshakes run on other threads.
 *
 * <p>Not done here: inspecting the tunnel. The program decides what it sends in it and whether it
 * checks the certificate; a renegotiation of TLS 1.2 is encrypted too.
 */
@NullMarked
package dev.trustconnect.cli.proxy;

import org.jspecify.annotations.NullMarked;
