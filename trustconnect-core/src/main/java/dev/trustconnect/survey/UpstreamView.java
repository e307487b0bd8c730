package dev.trustconnect.survey;

import dev.trustconnect.dnssec.ValidatedAnswer;

/**
 * What another upstream answers to the question for IPv4 addresses.
 *
 * @param upstream its label
 */
public record UpstreamView(String upstream, ValidatedAnswer answer) {}
