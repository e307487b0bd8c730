package dev.trustconnect.interop;

import dev.trustconnect.JvmResolverException;
import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.upstream.DohUpstream;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A process that has its JVM's names resolved, and looks one up. Its DNS server isn't there. */
public final class OneLookup {
  private OneLookup() {}

  /** Prints what happens, each line after {@code "> "}. */
  public static void main(String[] arguments) {
    DohUpstream absent =
        DohUpstream.builder("https://dns.example.test:9/dns-query").bootstrap("127.0.0.1").build();
    try (TrustConnect trust = TrustConnect.builder().upstreams(absent).logAudit(false).build()) {
      say(trust.inspectJvm().state());
      try {
        trust.useForThisJvm();
        say("used");
      } catch (JvmResolverException e) {
        say(e.state() + " " + e.getMessage());
      }
      say(trust.inspectJvm().state());
      try {
        say(InetAddress.getByName("nothing.invalid"));
      } catch (UnknownHostException e) {
        say(TrustRefusal.in(e).map(refusal -> "refused " + refusal.reason()).orElse("unknown"));
      }
    }
  }

  private static void say(Object line) {
    System.out.println("> " + line);
  }
}
