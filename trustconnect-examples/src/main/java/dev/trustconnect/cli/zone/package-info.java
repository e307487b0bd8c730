/**
 * {@code trustconnect zone}: for owners of zones, the state of keys and delegation, the DS to
 * publish, and the earliest safe moment of the next step.
 *
 * <p>Not done here: changing anything, and asking each of a zone's servers.
 */
@NullMarked
package dev.trustconnect.cli.zone;

import org.jspecify.annotations.NullMarked;
