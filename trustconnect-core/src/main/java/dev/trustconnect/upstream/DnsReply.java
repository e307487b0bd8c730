package dev.trustconnect.upstream;

import org.xbill.DNS.Message;

/**
 * A decoded response.
 *
 * @param message as the upstream sent it, TTLs less the HTTP {@code Age}; nothing in it is believed
 *     yet
 * @param upstream the {@link DnsExchange#label()} of the upstream that answered
 */
public record DnsReply(Message message, String upstream) {}
