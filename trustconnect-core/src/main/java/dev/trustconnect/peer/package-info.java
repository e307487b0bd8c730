/**
 * What a TLS peer must be and what it served, as the checks of a path get and return it. Not
 * exported: only the gates and upstreams have paths checked.
 *
 * <p>Not done here: any check.
 */
@NullMarked
package dev.trustconnect.peer;

import org.jspecify.annotations.NullMarked;
