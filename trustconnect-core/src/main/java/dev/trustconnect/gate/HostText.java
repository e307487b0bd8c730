package dev.trustconnect.gate;

import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.Refusal;
import dev.trustconnect.name.AddressRange;
import dev.trustconnect.name.HostName;
import dev.trustconnect.text.SafeText;
import org.jspecify.annotations.Nullable;

/** Parses hosts as written in a URL or TLS session. */
final class HostText {
  private HostText() {}

  /** The host in its canonical spelling. Refuses IP addresses, which can't be proven. */
  static HostName parse(@Nullable String host) throws RefusedException {
    try {
      return HostName.parse(host == null ? "" : host);
    } catch (IllegalArgumentException noName) {
      boolean literal = host != null && isLiteral(host);
      throw new RefusedException(
          new Refusal(
              SafeText.ofHost(String.valueOf(host)),
              literal ? Reason.ADDRESS_LITERAL : Reason.NAME_NOT_A_HOST,
              literal ? "an address in place of a name" : String.valueOf(noName.getMessage()),
              "a host name, which can be proven"),
          noName);
    }
  }

  private static boolean isLiteral(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String inner = bracketed ? host.substring(1, host.length() - 1) : host;
    try {
      return inner.indexOf('/') < 0 && AddressRange.parse(inner).toString().length() > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
