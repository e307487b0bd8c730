/**
 * Public keys of DNSSEC: reads the key bytes of a DNSKEY and verifies signatures with it. All
 * Bouncy Castle of the validator is here.
 *
 * <p>Not done here: which algorithms count, which key may sign which RRset and when, and what a
 * verification costs. Not exported: only {@code dnssec} uses it.
 */
@NullMarked
package dev.trustconnect.dnssec.keys;

import org.jspecify.annotations.NullMarked;
