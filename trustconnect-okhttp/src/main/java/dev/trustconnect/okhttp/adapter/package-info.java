/**
 * Code that the adapters for SDKs and frameworks share: headers, response bodies, and the search
 * for optional libraries.
 *
 * <p>Not exported. Not done here: the checks of a request, which the OkHttp client makes.
 */
@NullMarked
package dev.trustconnect.okhttp.adapter;

import org.jspecify.annotations.NullMarked;
