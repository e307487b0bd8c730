/**
 * What a policy asks of the resolver and of the judge. Not exported: only the gates resolve and
 * decide under a policy.
 *
 * <p>Not done here: reading policies, resolving, and checking addresses.
 */
@NullMarked
package dev.trustconnect.scope;

import org.jspecify.annotations.NullMarked;
