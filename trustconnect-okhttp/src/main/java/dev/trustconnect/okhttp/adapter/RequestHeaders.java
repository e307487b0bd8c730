package dev.trustconnect.okhttp.adapter;

import okhttp3.Request;

/** Headers that applications and frameworks set. */
public final class RequestHeaders {
  private RequestHeaders() {}

  /**
   * Adds a header to {@code request}.
   *
   * @throws IllegalArgumentException if it can't be sent; its value isn't in the message, since it
   *     may be an API key
   */
  public static void add(Request.Builder request, String name, String value) {
    boolean added = false;
    try {
      request.addHeader(name, value);
      added = true;
    } catch (IllegalArgumentException e) {
      // OkHttp's message would show the value.
    }
    if (!added) {
      throw new IllegalArgumentException(
          "a header of the request has a character that HTTP doesn't allow in it");
    }
  }
}
