/**
 * Host names in their canonical spelling, patterns of hosts, SPIFFE IDs, and address blocks.
 *
 * <p>Not done here: resolving, and arbitrary DNS names (underscores, wildcards, escapes), which can
 * be looked up but aren't hosts.
 */
@NullMarked
package dev.trustconnect.name;

import org.jspecify.annotations.NullMarked;
