/**
 * Policies for endpoints.
 *
 * <p>Not done here: collecting findings, and deciding from a policy and findings.
 */
@NullMarked
package dev.trustconnect.policy;

import org.jspecify.annotations.NullMarked;
