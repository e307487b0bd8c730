/**
 * The words every floor shares to say what was found: stable reason codes, rank and EDE number.
 *
 * <p>Not done here: deciding. A {@code Reason} names a fact; the judge says what it costs.
 */
@NullMarked
package dev.trustconnect.finding;

import org.jspecify.annotations.NullMarked;
