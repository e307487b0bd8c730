package dev.trustconnect.interop;

import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.upstream.DohUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One BIND that serves all {@link FaultyZones}: at port 53 of 127.0.0.1, because Zonemaster knows
 * no other, and by DNS over HTTPS.
 */
record FaultyInternet(
    Path folder, Daemon server, ServerCertificate certificate, int dohPort, List<String> rootKeys)
    implements AutoCloseable {
  static final String ADDRESS = "127.0.0.1";
  private static final int DNS = 53;

  /** Whether port 53 is free, and this process may listen there. */
  static boolean mayListen() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(ADDRESS, DNS));
      return true;
    } catch (IOException notAllowed) {
      return false;
    }
  }

  /** Signs the zones and starts the server. */
  static FaultyInternet start(Path folder) throws IOException {
    List<Signer.SignedZone> zones = Signer.sign(folder, FaultyZones.plans());
    ServerCertificate certificate =
        ServerCertificate.create(folder, InstantSource.system().instant());
    int dohPort;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      dohPort = free.getLocalPort();
    }
    String served =
        zones.stream()
            .map(
                zone ->
                    "zone \"%s\" { type primary; file \"%s\"; };"
                        .formatted(zone.plan().origin(), zone.file()))
            .collect(Collectors.joining("\n"));
    Path configuration =
        Files.writeString(
            folder.resolve("named.conf"),
            """
            tls ours { key-file "%s"; cert-file "%s"; };
            http ours { endpoints { "/dns-query"; }; };
            options {
              directory "%s"; pid-file none; session-keyfile none; lock-file none;
              listen-on port %d { %s; }; listen-on-v6 { none; };
              listen-on port %d tls ours http ours { %s; };
              allow-query { 127.0.0.0/8; }; recursion no; dnssec-validation no;
              check-names primary ignore;
            };
            controls { };
            %s
            """
                .formatted(
                    certificate.keyFile(),
                    certificate.chainFile(),
                    folder,
                    DNS,
                    ADDRESS,
                    dohPort,
                    ADDRESS,
                    served));
    Daemon server =
        Daemon.start(
            Program.named("named"),
            folder,
            List.of("-g", "-n", "1", "-c", configuration.toString()),
            "running",
            folder.resolve("named.log"));
    return new FaultyInternet(folder, server, certificate, dohPort, zones.get(0).keySigningKeys());
  }

  /** A file of root hints that leads programs here. */
  Path hints() throws IOException {
    return Files.writeString(
        folder.resolve("hints"), ". 3600 NS ns.\nns. 3600 A " + ADDRESS + "\n");
  }

  /** The root's keys, for us. */
  TrustAnchors anchors() {
    return TrustAnchors.parse(String.join("\n", rootKeys), ".");
  }

  /** The server, for us. */
  DohUpstream upstream() {
    return DohUpstream.builder("https://" + ADDRESS + ":" + dohPort + "/dns-query")
        .roots(TrustRoots.of(certificate.ca()))
        .build();
  }

  @Override
  public void close() {
    server.close();
  }
}
