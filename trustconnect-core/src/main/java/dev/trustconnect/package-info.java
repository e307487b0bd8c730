/**
 * The entry point: {@code TrustConnect}, which owns resolver, gates, clock and audit trail.
 *
 * <p>Not done here: anything but assembling them; each part has its own package.
 */
@NullMarked
package dev.trustconnect;

import org.jspecify.annotations.NullMarked;
