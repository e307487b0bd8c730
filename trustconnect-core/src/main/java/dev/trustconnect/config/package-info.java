/**
 * Policies and upstreams from a file, so that trust can be configured without writing Java.
 *
 * <p>Contract: a file is read whole or not at all; every mistake is reported with its line and a
 * fix. Nothing here connects or judges.
 */
@NullMarked
package dev.trustconnect.config;

import org.jspecify.annotations.NullMarked;
