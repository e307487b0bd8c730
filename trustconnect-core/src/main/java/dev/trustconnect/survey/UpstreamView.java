package dev.trustconnect.survey;

import dev.trustconnect.dnssec.ValidatedAnswer;

/**
 * The answer of another upstream to the question for IPv4 addresses.
 *
 * @param upstream its label
 */
public record UpstreamView(String upstream, ValidatedAnswer answer) {}
