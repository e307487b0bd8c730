package dev.trustconnect.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * The second referee: what a validating server itself says with rcode and AD bit (RFC 4035 §3.2.3).
 */
final class AdBit {
  private AdBit() {}

  /**
   * The server's own verdict on one name and type: {@code SECURE}, {@code INSECURE} or {@code
   * BOGUS}.
   */
  static String ask(int port, ExpectedVerdict asked) throws IOException {
    SimpleResolver resolver =
        new SimpleResolver(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    resolver.setPort(port);
    resolver.setTCP(true);
    resolver.setTimeout(Duration.ofSeconds(20));
    Message query =
        Message.newQuery(
            Record.newRecord(
                Name.fromString(asked.name(), Name.root), Type.value(asked.type()), DClass.IN));
    query.getHeader().setFlag(Flags.AD);
    Message response = resolver.send(query);
    if (response.getRcode() == Rcode.SERVFAIL) {
      return "BOGUS";
    }
    return response.getHeader().getFlag(Flags.AD) ? "SECURE" : "INSECURE";
  }
}
