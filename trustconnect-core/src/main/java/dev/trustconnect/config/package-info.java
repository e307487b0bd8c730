/**
 * Policies and upstreams from a file, so that those who decide about trust needn't write Java.
 *
 * <p>Contract: a file is read whole or not at all; every mistake is told with its line and what to
 * write instead. Nothing here connects or judges.
 */
@NullMarked
package dev.trustconnect.config;

import org.jspecify.annotations.NullMarked;
