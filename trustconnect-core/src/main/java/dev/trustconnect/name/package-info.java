/**
 * The names of the things we connect to: a host name in its one canonical spelling, and a host with
 * a port.
 *
 * <p>Not done here: resolving, and arbitrary DNS names (underscores, wildcards, escapes), which are
 * DNS questions but no hosts.
 */
@NullMarked
package dev.trustconnect.name;

import org.jspecify.annotations.NullMarked;
