/**
 * DNS messages that were kept for a while. Not exported.
 *
 * <p>Not done here: judging what they say.
 */
@NullMarked
package dev.trustconnect.message;

import org.jspecify.annotations.NullMarked;
