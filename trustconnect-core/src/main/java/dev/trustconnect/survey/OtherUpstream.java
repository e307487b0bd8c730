package dev.trustconnect.survey;

import dev.trustconnect.resolve.DnsLookups;

/**
 * Another upstream to ask for a second opinion.
 *
 * @param label names it for people, such as its host
 * @param lookups ask this upstream alone
 */
public record OtherUpstream(String label, DnsLookups lookups) {}
