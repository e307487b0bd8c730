package dev.trustconnect.resolve;

import dev.trustconnect.finding.Reason;
import java.net.InetAddress;

/**
 * An address that a public name must not yield, and why.
 *
 * @param address as it was answered
 * @param range the block it is in, such as {@code 10.0.0.0/8}
 * @param name what the block is called in the IANA registry
 * @param rfc the document that sets it apart, such as {@code RFC 1918}
 */
public record AddressFinding(InetAddress address, String range, String name, String rfc) {

  /** {@link Reason#ADDRESS_SPECIAL_PURPOSE}. */
  public Reason reason() {
    return Reason.ADDRESS_SPECIAL_PURPOSE;
  }

  /** {@code 10.1.2.3 in 10.0.0.0/8 (Private-Use, RFC 1918)}. */
  @Override
  public String toString() {
    return address.getHostAddress() + " in " + range + " (" + name + ", " + rfc + ")";
  }
}
