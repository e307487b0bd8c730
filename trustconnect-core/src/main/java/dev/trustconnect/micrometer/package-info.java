/**
 * Metrics of a {@code TrustConnect} and of a watch for Micrometer, which is an optional dependency.
 *
 * <p>Not here: metrics and spans of HTTP calls, which the HTTP client has. Nothing else imports
 * this package or Micrometer.
 */
@NullMarked
package dev.trustconnect.micrometer;

import org.jspecify.annotations.NullMarked;
