/**
 * An HTTP client for the Anthropic SDK, whose own builder doesn't accept an OkHttp client.
 *
 * <p>Not done here: the backends of other clouds (Bedrock, Vertex), which sign requests below this
 * client, and the exchange of a workload's identity for a token, which the SDK does with its own
 * client.
 */
@NullMarked
package dev.trustconnect.okhttp.anthropic;

import org.jspecify.annotations.NullMarked;
