/**
 * An HTTP client for langchain4j, whose own one resolves names by itself.
 *
 * <p>Not done here: clients that langchain4j builds without an {@code HttpClientBuilder}, such as
 * the SDKs of {@code langchain4j-open-ai-official}, and WebSockets.
 */
@NullMarked
package dev.trustconnect.okhttp.langchain4j;

import org.jspecify.annotations.NullMarked;
