/**
 * {@code trustconnect explain}: what a code means, what to do, and whether trying again helps.
 *
 * <p>Not done here: defining the codes. The codes, their kinds and which are temporary come from
 * {@code Reason}; the sentences are its Javadoc.
 */
@NullMarked
package dev.trustconnect.cli.explain;

import org.jspecify.annotations.NullMarked;
