/**
 * The requirements of a policy on the resolver and on the judge. Not exported: only the gates
 * resolve and decide under a policy.
 *
 * <p>Not done here: reading policies, resolving, and checking addresses.
 */
@NullMarked
package dev.trustconnect.scope;

import org.jspecify.annotations.NullMarked;
