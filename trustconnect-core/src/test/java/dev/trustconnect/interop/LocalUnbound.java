package dev.trustconnect.interop;

import dev.trustconnect.dnssec.Question;
import dev.trustconnect.testing.Dnsjava;
import dev.trustconnect.testing.SignedWorld;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/** An Unbound that validates what a {@link WorldServer} answers. */
final class LocalUnbound implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Daemon daemon;
  private final int port;

  private LocalUnbound(Daemon daemon, int port) {
    this.daemon = daemon;
    this.port = port;
  }

  static LocalUnbound start(Path folder, SignedWorld world, int dataPort) throws IOException {
    int port;
    try (DatagramSocket any = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
      port = any.getLocalPort();
    }
    Files.writeString(
        folder.resolve("anchors"),
        world.anchorRecords().stream()
            .map(Record::toString)
            .collect(Collectors.joining("\n", "", "\n")));
    Path configuration =
        Files.write(
            folder.resolve("unbound.conf"),
            List.of(
                "server:",
                "  verbosity: 1",
                "  interface: 127.0.0.1@" + port,
                "  directory: \"" + folder + "\"",
                "  chroot: \"\"",
                "  username: \"\"",
                "  pidfile: \"\"",
                "  use-syslog: no",
                "  logfile: \"\"",
                "  num-threads: 1",
                "  do-not-query-localhost: no",
                "  trust-anchor-file: \"" + folder.resolve("anchors") + "\"",
                "  qname-minimisation: no",
                "  aggressive-nsec: no",
                "  val-max-restart: 1",
                "  local-zone: \"test.\" nodefault",
                "forward-zone:",
                "  name: \".\"",
                "  forward-addr: 127.0.0.1@" + dataPort));
    Daemon daemon =
        Daemon.start(
            Program.named("unbound"),
            folder,
            List.of("-d", "-p", "-c", configuration.toString()),
            "start of service",
            folder.resolve("unbound.log"));
    return new LocalUnbound(daemon, port);
  }

  /** What it makes of {@code question}, in our words. */
  String verdict(Question question) throws IOException {
    SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(LOOPBACK, port));
    resolver.setTimeout(Duration.ofSeconds(20));
    resolver.setEDNS(0, 16_384, ExtendedFlags.DO, List.of());
    Message answer =
        resolver.send(
            Message.newQuery(Record.newRecord(Dnsjava.name(question), question.type(), DClass.IN)));
    if (answer.getRcode() == Rcode.SERVFAIL) {
      return "BOGUS";
    }
    return answer.getHeader().getFlag(Flags.AD) ? "SECURE" : "INSECURE";
  }

  @Override
  public void close() {
    daemon.close();
  }
}
