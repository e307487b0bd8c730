/**
 * Real servers on loopback: a hierarchy signed by BIND's tools, served by {@code named} and
 * Unbound, and judged by {@code delv} beside us; zones and TLS servers with faults, assessed by
 * DNSViz, Zonemaster and testssl.sh beside us; TLS servers and clients that ask each other for
 * certificates; and a Prometheus for the metrics of other modules.
 *
 * <p>Not done here: anything {@code SignedWorld} can provoke. These tests need the programs and run
 * with {@code -Pinterop} only.
 */
@NullMarked
package dev.trustconnect.interop;

import org.jspecify.annotations.NullMarked;
