package dev.trustconnect.resolve;

import dev.trustconnect.dnssec.ValidatedAnswer;

/**
 * What a walk came back with.
 *
 * @param questions sent upstream because of it
 * @param rounds how often it had to wait for answers
 */
record Walked(ValidatedAnswer answer, int questions, int rounds) {}
