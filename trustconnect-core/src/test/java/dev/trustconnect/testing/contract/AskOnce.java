package dev.trustconnect.testing.contract;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.upstream.DohUpstream;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.DohTransportFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Asks one question in a JVM of its own: transport ({@code jdk} or a class), URL, CA file. */
public final class AskOnce {
  private AskOnce() {}

  public static void main(String[] args) throws Exception {
    DohTransportFactory transport =
        args[0].equals("jdk")
            ? DohUpstream.jdkTransport()
            : Class.forName(args[0])
                .asSubclass(DohTransportFactory.class)
                .getConstructor()
                .newInstance();
    DohUpstream upstream =
        DohUpstream.builder(args[1])
            .roots(TrustRoots.fromPem(Path.of(args[2])))
            .transport(transport)
            .build();
    try (DnsExchange exchange = upstream.open()) {
      exchange.ask(Name.fromString("www.example."), Type.A, Duration.ofSeconds(20)).join();
    }
  }
}
