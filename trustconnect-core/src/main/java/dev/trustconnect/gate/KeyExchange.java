package dev.trustconnect.gate;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;

/** The key exchange of a session, with the name that JSSE passes to a trust manager. */
final class KeyExchange {
  private static final String UNKNOWN = "UNKNOWN";
  private static final Pattern UNTIL_TLS_1_2 = Pattern.compile("(?:TLS|SSL)_(\\w+?)_WITH_\\w+");

  /** RFC 5246 §7.4.2: in these the server encrypts or agrees with its key, and signs nothing. */
  private static final Set<String> UNSIGNED =
      Set.of("RSA", "DH_RSA", "DH_DSS", "ECDH_RSA", "ECDH_ECDSA");

  private KeyExchange() {}

  /**
   * Whether the server has signed with its key before the client sends its certificate. Before
   * that, any server can present the certificate of another one.
   */
  static boolean isSignedByTheServer(SSLSession session) {
    return !UNSIGNED.contains(of(session));
  }

  /** The name, such as {@code RSA} or {@code ECDHE_ECDSA}; {@code UNKNOWN} in TLS 1.3. */
  static String of(SSLSession session) {
    Matcher suite = UNTIL_TLS_1_2.matcher(session.getCipherSuite());
    return suite.matches() ? suite.group(1) : UNKNOWN;
  }
}
