/**
 * A lock: what is known of some endpoints, in a file that is reviewed and committed like code, and
 * what has changed since.
 *
 * <p>{@link dev.trustconnect.lock.TrustLock} reads the file and compares surveys with it; {@link
 * dev.trustconnect.lock.Drift} has the changes. Not done here: refusing anything. A lock reports, a
 * policy refuses.
 */
@NullMarked
package dev.trustconnect.lock;

import org.jspecify.annotations.NullMarked;
