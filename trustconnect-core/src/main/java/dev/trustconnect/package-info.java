/**
 * The whole, assembled: one object that owns resolver, gates, clock and audit trail.
 *
 * <p>Not done here: anything else. Every engine has a room of its own; this is where they meet.
 */
@NullMarked
package dev.trustconnect;

import org.jspecify.annotations.NullMarked;
