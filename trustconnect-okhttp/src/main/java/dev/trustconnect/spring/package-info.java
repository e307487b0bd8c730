/**
 * Spring's {@code RestClient} and {@code RestTemplate} over a TrustConnect client.
 *
 * <p>Not done here: {@code WebClient}, which runs on other clients, and configuration by Spring
 * Boot.
 */
@NullMarked
package dev.trustconnect.spring;

import org.jspecify.annotations.NullMarked;
