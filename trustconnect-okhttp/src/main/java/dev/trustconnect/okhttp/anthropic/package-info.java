/**
 * The Anthropic SDK's HTTP client over a client of ours: its own builder takes no OkHttp.
 *
 * <p>Not done here: the backends of other clouds (Bedrock, Vertex), which sign requests below this
 * client, and the exchange of a workload's identity for a token, which the SDK does with a client
 * that it builds by itself.
 */
@NullMarked
package dev.trustconnect.okhttp.anthropic;

import org.jspecify.annotations.NullMarked;
