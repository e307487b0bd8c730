/**
 * {@code trustconnect policy}: checks a policy file without connecting anywhere.
 *
 * <p>Not done here: reading it. {@code PolicyFile} does that and finds every problem.
 */
@NullMarked
package dev.trustconnect.cli.policy;

import org.jspecify.annotations.NullMarked;
