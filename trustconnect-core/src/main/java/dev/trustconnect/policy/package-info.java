/**
 * Policies for endpoints, and the judge that decides from a policy and findings.
 *
 * <p>Not done here: collecting findings. The judge opens no sockets and reads no clock.
 */
@NullMarked
package dev.trustconnect.policy;

import org.jspecify.annotations.NullMarked;
