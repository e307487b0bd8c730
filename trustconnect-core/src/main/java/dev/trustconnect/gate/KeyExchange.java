package dev.trustconnect.gate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;

/** The key exchange of a session, with the name that JSSE passes to a trust manager. */
final class KeyExchange {
  private static final String UNKNOWN = "UNKNOWN";
  private static final Pattern UNTIL_TLS_1_2 = Pattern.compile("(?:TLS|SSL)_(\\w+?)_WITH_\\w+");

  private KeyExchange() {}

  /** The name, such as {@code RSA} or {@code ECDHE_ECDSA}; {@code UNKNOWN} in TLS 1.3. */
  static String of(SSLSession session) {
    Matcher suite = UNTIL_TLS_1_2.matcher(session.getCipherSuite());
    return suite.matches() ? suite.group(1) : UNKNOWN;
  }
}
