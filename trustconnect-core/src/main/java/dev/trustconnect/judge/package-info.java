/**
 * Decides from policy, findings and time, and nothing else does. Not exported: gates ask it.
 *
 * <p>Not done here: finding facts, and acting on a decision.
 */
@NullMarked
package dev.trustconnect.judge;

import org.jspecify.annotations.NullMarked;
