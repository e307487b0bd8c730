/**
 * {@code trustconnect probe}: shows what is proven about an endpoint, and pins for it.
 *
 * <p>Not done here: sending a request, unless {@code --get} is given.
 */
@NullMarked
package dev.trustconnect.cli.probe;

import org.jspecify.annotations.NullMarked;
