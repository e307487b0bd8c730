/**
 * {@code trustconnect watch}: looks at endpoints until it is ended, and passes what changes on to
 * people, Prometheus, a webhook and a program.
 *
 * <p>Not done here: looking, and deciding what is a change, which {@code dev.trustconnect.watch}
 * does; what metrics there are of endpoints ({@code micrometer}); adapters for mail and chat.
 */
@NullMarked
package dev.trustconnect.cli.watch;

import org.jspecify.annotations.NullMarked;
