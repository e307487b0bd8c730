/**
 * Scenes in which a rogue tries to get a request, played on a hermetic internet by an ordinary
 * client and by one with TrustConnect.
 *
 * <p>Not done here: printing.
 */
@NullMarked
package dev.trustconnect.demo;

import org.jspecify.annotations.NullMarked;
