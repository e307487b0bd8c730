package dev.trustconnect.survey;

/**
 * The answer to a survey's HTTP requests. Every text is as the server sent it, capped, and must be
 * made safe before it is shown.
 *
 * @param status of a GET over TLS; 0 if there was no answer
 * @param location the host that a redirect leads to; empty for none
 * @param type the media type without parameters; empty for none
 * @param server the Server header's product without its version; empty for none
 * @param hasHsts whether Strict-Transport-Security was sent (RFC 6797)
 * @param cleartextStatus of a GET on port 80; 0 if the port is closed
 * @param failure why there was no answer over TLS; empty if there was one
 */
public record HttpFacts(
    int status,
    String location,
    String type,
    String server,
    boolean hasHsts,
    int cleartextStatus,
    String failure) {}
