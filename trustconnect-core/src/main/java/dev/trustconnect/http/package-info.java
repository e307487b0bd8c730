/**
 * The JDK's own HTTP client under the checks.
 *
 * <p>Not done here: the name's addresses. The JDK's client resolves names itself, so its peer is
 * checked by certificate and pins only, unless {@link dev.trustconnect.TrustConnect#useForThisJvm}
 * resolves the JVM's names.
 */
@NullMarked
package dev.trustconnect.http;

import org.jspecify.annotations.NullMarked;
