/**
 * Reads policies and upstreams from a file, so that trust can be configured without writing Java.
 *
 * <p>A file is either read completely or not used at all; every error is reported with its line and
 * a fix. Not done here: connecting and deciding.
 */
@NullMarked
package dev.trustconnect.config;

import org.jspecify.annotations.NullMarked;
