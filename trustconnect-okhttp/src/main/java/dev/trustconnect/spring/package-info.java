/**
 * Spring's {@code RestClient} and {@code RestTemplate} over a TrustConnect client, and its
 * configuration by Spring Boot.
 *
 * <p>Not done here: {@code WebClient}, which runs on other clients. Clients that an application
 * builds itself, with {@code RestClient.create()} or {@code new RestTemplate()}, aren't seen.
 */
@NullMarked
package dev.trustconnect.spring;

import org.jspecify.annotations.NullMarked;
