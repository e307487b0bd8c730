/**
 * {@code trustconnect doctor}: looks at this machine, its network and the DNS servers, and says
 * what keeps TrustConnect from working, with a remedy.
 *
 * <p>Not done here: repairing anything, measuring speed, and asking third parties for this
 * machine's address.
 */
@NullMarked
package dev.trustconnect.cli.doctor;

import org.jspecify.annotations.NullMarked;
