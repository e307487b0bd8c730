/**
 * Spring's {@code RestClient} and {@code RestTemplate} over a TrustConnect client, and the
 * configuration of these and of {@code WebClient} by Spring Boot.
 *
 * <p>Not done here: the checks of {@code WebClient}, which {@code dev.trustconnect.reactor} makes.
 * Clients that an application builds itself, with {@code RestClient.create()} or {@code new
 * RestTemplate()}, aren't seen.
 */
@NullMarked
package dev.trustconnect.spring;

import org.jspecify.annotations.NullMarked;
