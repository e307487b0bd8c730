/**
 * Defects of this program that only a part of a run meets: how commands name them, and their stack
 * traces on standard error.
 *
 * <p>Not done here: catching them. The loop over the parts does that, since it knows how to go on.
 */
@NullMarked
package dev.trustconnect.cli.defect;

import org.jspecify.annotations.NullMarked;
