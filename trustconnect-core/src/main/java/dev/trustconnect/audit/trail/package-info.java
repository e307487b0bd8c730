/**
 * Hands audit events to the sinks, each on a separate thread. Not exported: gates and resolver
 * record events, applications give sinks.
 *
 * <p>Not done here: deciding what is an event, and writing one down.
 */
@NullMarked
package dev.trustconnect.audit.trail;

import org.jspecify.annotations.NullMarked;
