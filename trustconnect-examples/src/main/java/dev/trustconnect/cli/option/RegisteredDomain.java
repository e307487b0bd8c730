package dev.trustconnect.cli.option;

import okhttp3.HttpUrl;

/** The domain that was registered for a name, by the Public Suffix List. */
public final class RegisteredDomain {
  private RegisteredDomain() {}

  /**
   * Of {@code name}, without its last dot; the name itself if it is on the list or isn't a host
   * name. A DNS name may hold a slash, after which a URL's host is over.
   */
  public static String of(String name) {
    HttpUrl url = HttpUrl.parse("https://" + name + "/");
    String domain = url == null ? null : url.topPrivateDomain();
    return domain == null || !url.host().equalsIgnoreCase(name) ? name : domain;
  }
}
