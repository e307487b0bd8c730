/**
 * {@code trustconnect resolve}: what DNSSEC proves about names, as a tree or as lines of JSON.
 *
 * <p>Not done here: validating. The verdicts are the resolver's, and address rules are only noted.
 */
@NullMarked
package dev.trustconnect.cli.resolve;

import org.jspecify.annotations.NullMarked;
