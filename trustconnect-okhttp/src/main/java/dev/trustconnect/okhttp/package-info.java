/**
 * OkHttp on both sides of the resolver: it carries the questions, and it is told the addresses.
 *
 * <p>Not done here: deciding anything. What is refused was refused by the core.
 */
@NullMarked
package dev.trustconnect.okhttp;

import org.jspecify.annotations.NullMarked;
