/**
 * {@code trustconnect bench}: prints what {@code dev.trustconnect.bench} measures.
 *
 * <p>Not done here: measuring.
 */
@NullMarked
package dev.trustconnect.cli.bench;

import org.jspecify.annotations.NullMarked;
