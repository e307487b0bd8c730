/**
 * What must hold for which endpoint, and the judge who decides it from findings alone.
 *
 * <p>Not done here: finding. The judge opens no socket and reads no clock.
 */
@NullMarked
package dev.trustconnect.policy;

import org.jspecify.annotations.NullMarked;
