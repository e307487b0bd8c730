/**
 * One event for every decision of a gate, and where events go.
 *
 * <p>Not done here: deciding, and holding up a request: events that find no room are dropped and
 * counted.
 */
@NullMarked
package dev.trustconnect.audit;

import org.jspecify.annotations.NullMarked;
