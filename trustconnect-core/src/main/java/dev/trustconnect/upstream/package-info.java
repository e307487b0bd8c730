/**
 * Sends a DNS question to a recursive resolver over HTTPS (RFC 8484) and returns the decoded
 * response.
 *
 * <p>Not done here: validation. The response is limited in size and time, decoded and matched to
 * its question; its contents are not verified.
 */
@NullMarked
package dev.trustconnect.upstream;

import org.jspecify.annotations.NullMarked;
