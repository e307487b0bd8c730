/**
 * The requirements on a TLS peer and the chain that it served, as the checks of a path get and
 * return them. Not exported: only the gates and upstreams have paths checked.
 *
 * <p>Not done here: any check.
 */
@NullMarked
package dev.trustconnect.peer;

import org.jspecify.annotations.NullMarked;
