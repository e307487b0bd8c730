/**
 * A host together with what its policy adds to a resolver's address rules. Not exported: only the
 * gates resolve under a policy.
 *
 * <p>Not done here: reading policies, resolving, and checking addresses.
 */
@NullMarked
package dev.trustconnect.scope;

import org.jspecify.annotations.NullMarked;
