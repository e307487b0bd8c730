package com.example.app;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.gate.Evidence;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.upstream.DohUpstream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLSocket;

/**
 * One TLS connection with TrustConnect and nothing else. Arguments: folder of keys, DoH URL, time,
 * port of the endpoint.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Path files = Path.of(args[0]);
    TrustConnect trust =
        TrustConnect.builder()
            .upstreams(
                DohUpstream.builder(args[1])
                    .roots(TrustRoots.fromPem(files.resolve("doh.pem")))
                    .build())
            .anchors(TrustAnchors.fromFile(files.resolve("anchors")))
            .roots(TrustRoots.fromPem(files.resolve("ca.pem")))
            .clock(InstantSource.fixed(Instant.parse(args[2])))
            .resolveTimeout(Duration.ofSeconds(60))
            .policy(EndpointPolicy.forHost("api.example.test").addresses("127.0.1.0/24").build())
            .build();
    try (trust) {
      for (String host : new String[] {"api.example.test", "local.example.test"}) {
        try {
          System.out.println("answered " + ask(trust, host, Integer.parseInt(args[3])));
        } catch (Exception failed) {
          System.out.println(
              TrustRefusal.in(failed)
                  .map(refusal -> "refused " + refusal.reason().code())
                  .orElseThrow(() -> failed));
        }
      }
    }
    System.exit(0); // a client's own threads may idle on
  }

  private static String ask(TrustConnect trust, String host, int port) throws Exception {
    InetAddress address = trust.names().resolve(host).addresses().get(0);
    try (Socket plain = trust.tls().plainSockets().createSocket(address, port);
        SSLSocket tls =
            (SSLSocket) trust.tls().socketFactory().createSocket(plain, host, port, true)) {
      tls.startHandshake();
      return Evidence.of(tls.getSession()).orElseThrow().summary();
    }
  }
}
