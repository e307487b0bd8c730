package dev.trustconnect.cli.fetch;

/** A response's status for people; the phrase never comes from the server. */
final class StatusText {
  private StatusText() {}

  static String of(int status) {
    String phrase =
        switch (status) {
          case 204 -> "No Content";
          case 205 -> "Reset Content";
          case 226 -> "IM Used";
          case 300 -> "Multiple Choices";
          case 301, 302, 303, 307, 308 -> "a redirect that leads nowhere, or one of too many";
          case 304 -> "Not Modified";
          case 400 -> "Bad Request";
          case 401 -> "Unauthorized";
          case 403 -> "Forbidden";
          case 404 -> "Not Found";
          case 407 -> "Proxy Authentication Required";
          case 408 -> "Request Timeout";
          case 410 -> "Gone";
          case 416 -> "Range Not Satisfiable";
          case 429 -> "Too Many Requests";
          case 451 -> "Unavailable For Legal Reasons";
          case 500 -> "Internal Server Error";
          case 502 -> "Bad Gateway";
          case 503 -> "Service Unavailable";
          case 504 -> "Gateway Timeout";
          default -> "";
        };
    return status + (phrase.isEmpty() ? "" : " (" + phrase + ")") + instead(status);
  }

  private static String instead(int status) {
    return status < 300 ? ", which isn't the file; wanted 200" : "";
  }
}
