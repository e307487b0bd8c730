/**
 * The whole, assembled: one object that owns resolver, gates, clock and audit trail.
 *
 * <p>Not done here: anything else. Each engine has its own package; this one assembles them.
 */
@NullMarked
package dev.trustconnect;

import org.jspecify.annotations.NullMarked;
