package dev.trustconnect.gate;

import dev.trustconnect.finding.Check;
import dev.trustconnect.finding.Finding;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.pin.SpkiPin;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The client certificate that a server got when it asked for one, or the reason why it got none.
 * Immutable.
 */
sealed interface IdentityAnswer {
  /** The name of the session value that holds what the identity gate decided. */
  String SESSION_VALUE = "dev.trustconnect.identity";

  /** A certificate of ours. */
  record Sent(UsedIdentity identity, X509Certificate leaf) implements IdentityAnswer {}

  /**
   * No certificate.
   *
   * @param reason why it wasn't released
   * @param why the same in words
   */
  record Withheld(Reason reason, String why) implements IdentityAnswer {
    Finding asFinding() {
      return new Finding.NotEvaluated(Check.IDENTITY, reason, why);
    }
  }

  /** A certificate that no gate has released. */
  record Unknown(SpkiPin key) implements IdentityAnswer {}

  /** Stores this in the session of the handshake in which it was decided. */
  default void leaveIn(SSLSession handshake) {
    handshake.putValue(SESSION_VALUE, this);
  }

  /**
   * The answer that the server got in the full handshake of {@code session}; null if it didn't ask.
   * The certificates that JSSE sent decide, not what was released to it.
   */
  static @Nullable IdentityAnswer on(SSLSession session) {
    Object decided = session.getValue(SESSION_VALUE);
    Certificate[] local = session.getLocalCertificates();
    if (local == null || local.length == 0) {
      return decided instanceof Sent
          ? new Withheld(
              Reason.IDENTITY_NOT_WANTED, "the server accepts no signature that the key can make")
          : decided instanceof Withheld withheld ? withheld : null;
    }
    return decided instanceof Sent sent && sent.leaf().equals(local[0])
        ? sent
        : new Unknown(SpkiPin.of((X509Certificate) local[0]));
  }
}
