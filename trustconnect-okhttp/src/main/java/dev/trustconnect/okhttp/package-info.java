/**
 * Connects TrustConnect to OkHttp: DoH over OkHttp, and OkHttp clients whose names, connections and
 * requests TrustConnect checks.
 *
 * <p>Not done here: decisions. The core decides what is refused.
 */
@NullMarked
package dev.trustconnect.okhttp;

import org.jspecify.annotations.NullMarked;
