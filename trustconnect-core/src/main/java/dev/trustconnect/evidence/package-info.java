/**
 * What was proven about a connection: it rides on the TLS session and can be had at the response.
 *
 * <p>Not done here: judging. Evidence remembers what others found and decided.
 */
@NullMarked
package dev.trustconnect.evidence;

import org.jspecify.annotations.NullMarked;
