/**
 * The transport for DNS over HTTPS on OkHttp. Not exported: the core finds it as a service.
 *
 * <p>Not done here: DNS messages, time limits, and the check of the server's certificate.
 */
@NullMarked
package dev.trustconnect.okhttp.doh;

import org.jspecify.annotations.NullMarked;
