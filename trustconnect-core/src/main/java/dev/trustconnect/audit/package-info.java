/**
 * Audit events for the gates' decisions and the resolver's upstreams, and the sinks that receive
 * them.
 *
 * <p>Not done here: decisions, and delaying requests: if a queue is full, events are dropped and
 * counted.
 */
@NullMarked
package dev.trustconnect.audit;

import org.jspecify.annotations.NullMarked;
