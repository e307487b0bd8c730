package dev.trustconnect.examples.proxy;

/**
 * What became of one request for a tunnel.
 *
 * @param client's own address and port
 * @param target host and port, as the client wrote them; empty if it didn't come to that
 * @param opened whether there is a tunnel
 * @param reason code of a refusal; empty if it is none
 * @param message the address it leads to, or why there is none
 */
public record TunnelEvent(
    String client, String target, boolean opened, String reason, String message) {}
