/**
 * Records what a {@code TrustConnect} does as events of the JDK's Flight Recorder.
 *
 * <p>Not here: what the JDK records itself, such as {@code jdk.TLSHandshake}. Nothing else imports
 * this package, which needs the module {@code jdk.jfr}.
 */
@NullMarked
package dev.trustconnect.jfr;

import org.jspecify.annotations.NullMarked;
