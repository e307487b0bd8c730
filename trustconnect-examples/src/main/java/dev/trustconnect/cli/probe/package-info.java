/**
 * {@code trustconnect probe}: what an endpoint proves, and which pins it could have.
 *
 * <p>Not done here: sending a request, unless it is asked for.
 */
@NullMarked
package dev.trustconnect.cli.probe;

import org.jspecify.annotations.NullMarked;
