/**
 * Whether a {@code TrustConnect} can do its work, and which part of it can't.
 *
 * <p>Not here: metrics over time, which a meter receives, and the health of the endpoints that an
 * application calls, which isn't that of the application. Nothing here asks or connects to
 * anything.
 */
@NullMarked
package dev.trustconnect.health;

import org.jspecify.annotations.NullMarked;
