/**
 * The parts of the request gate that the adapter for OkHttp needs beyond its public methods.
 * Exported to that adapter alone.
 *
 * <p>Not done here: the checks, which are in the gate.
 */
@NullMarked
package dev.trustconnect.gate.adapter;

import org.jspecify.annotations.NullMarked;
