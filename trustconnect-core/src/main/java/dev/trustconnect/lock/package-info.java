/**
 * A lock: the known facts of some endpoints, in a file that is reviewed and committed like code,
 * and the changes since.
 *
 * <p>{@link dev.trustconnect.lock.TrustLock} reads the file and compares surveys with it; {@link
 * dev.trustconnect.lock.Drift} has the changes. Not done here: refusing anything. A lock reports, a
 * policy refuses.
 */
@NullMarked
package dev.trustconnect.lock;

import org.jspecify.annotations.NullMarked;
