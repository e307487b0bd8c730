/**
 * The JVM's resolver (JEP 418): the provider that the JDK loads, and the source that answers its
 * lookups.
 *
 * <p>Not done here: resolving names. The source in {@link dev.trustconnect.jvm.JvmSlot} does that,
 * and an empty slot leaves everything to the JDK's built-in resolver.
 */
@NullMarked
package dev.trustconnect.jvm;

import org.jspecify.annotations.NullMarked;
