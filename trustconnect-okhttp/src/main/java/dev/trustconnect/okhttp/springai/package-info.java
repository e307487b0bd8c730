/**
 * Customizers that send the requests of Spring AI's OpenAI and Anthropic models through a
 * TrustConnect client.
 *
 * <p>Not done here: models that Spring AI builds over Spring's own clients, such as Ollama's; MCP
 * transports; and credentials that SDKs fetch with their own clients.
 */
@NullMarked
package dev.trustconnect.okhttp.springai;

import org.jspecify.annotations.NullMarked;
