package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.ShareStats;

/**
 * How a resolver's memory is used, by share, counted since the resolver was built. The bytes of all
 * shares stay within {@link TrustedResolver.Builder#cacheBytes}, roughly.
 *
 * <p>A hit is an entry that was found, even if it had expired or couldn't be used for another
 * reason.
 *
 * @param hosts hosts with the addresses that were judged; a warm call needs nothing else
 * @param answers answers to single questions
 * @param zones zones with their keys
 * @param denials proofs of absence, by zone (RFC 8198)
 * @param signatures signatures that were verified
 * @param messages what is kept to be saved; nothing unless the resolver is {@code saveable}
 */
public record MemoryStats(
    ShareStats hosts,
    ShareStats answers,
    ShareStats zones,
    ShareStats denials,
    ShareStats signatures,
    ShareStats messages) {

  /** The bytes of all shares together, roughly. */
  public long bytes() {
    return hosts.bytes()
        + answers.bytes()
        + zones.bytes()
        + denials.bytes()
        + signatures.bytes()
        + messages.bytes();
  }
}
