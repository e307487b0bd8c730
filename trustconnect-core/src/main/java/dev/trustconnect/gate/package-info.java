/**
 * The seams where a decision is enforced: name, handshake, connection, exchange.
 *
 * <p>Not done here: opinions. A gate collects findings, asks the judge, and lets pass or refuses.
 */
@NullMarked
package dev.trustconnect.gate;

import org.jspecify.annotations.NullMarked;
