/**
 * Findings, reasons with stable codes, and refusals, which all other packages share.
 *
 * <p>Not done here: decisions. A {@code Reason} states a fact; the judge decides whether to refuse.
 */
@NullMarked
package dev.trustconnect.finding;

import org.jspecify.annotations.NullMarked;
