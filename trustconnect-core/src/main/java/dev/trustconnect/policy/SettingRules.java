package dev.trustconnect.policy;

import dev.trustconnect.name.HostPattern;
import dev.trustconnect.path.TrustRoots;
import org.jspecify.annotations.Nullable;

/** The rules for the settings of a policy; each check throws if its setting breaks one. */
final class SettingRules {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"; // RFC 9110 §5.6.2
  private static final String IDENTITY = "[A-Za-z0-9._-]{1,64}";

  private SettingRules() {}

  static void requireHeaderName(String name) {
    if (!name.matches(TOKEN)) {
      throw new IllegalArgumentException("not a header name (RFC 9110 §5.1): '" + name + "'");
    }
    if (name.indexOf('*') >= 0) { // a valid token, but surely meant as a pattern
      throw new IllegalArgumentException(
          "'" + name + "' is a pattern; name each header, such as x-api-key");
    }
  }

  static void requireIdentityName(String name) {
    if (!name.matches(IDENTITY)) {
      throw new IllegalArgumentException(
          "not the name of an identity (up to 64 letters, digits, dots, hyphens and underscores)");
    }
  }

  /** Any authority can write any SPIFFE ID, so the roots must be those of the trust domain. */
  static void requireRootsForPeerId(HostPattern hosts, @Nullable TrustRoots roots) {
    if (roots == null || roots.isSystem()) {
      throw new IllegalStateException(
          "the SPIFFE ID of "
              + hosts
              + " needs the authorities that may write it: roots(…) is missing");
    }
  }
}
