/**
 * A watch over endpoints: looks at them again and again, and reports what has changed once a second
 * look has confirmed it.
 *
 * <p>{@link dev.trustconnect.watch.Watcher} is the door. Not done here: judging, which {@code
 * remark} and {@code lock} do; refusing anything; sending events to other machines; a history. The
 * certificate and names of an endpoint are kept as they are now, and nothing grows with time.
 *
 * <p>One lock, that of the engine, guards all rows. Looks, listeners and their threads run outside
 * of it.
 */
@NullMarked
package dev.trustconnect.watch;

import org.jspecify.annotations.NullMarked;
