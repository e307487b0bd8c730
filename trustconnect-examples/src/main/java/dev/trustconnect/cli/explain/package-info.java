/**
 * {@code trustconnect explain}: what a code means, what to do, and whether trying again helps.
 *
 * <p>Not done here: deciding any of it. What codes there are, their kinds and which are temporary
 * comes from {@code Reason}; the sentences are its Javadoc.
 */
@NullMarked
package dev.trustconnect.cli.explain;

import org.jspecify.annotations.NullMarked;
