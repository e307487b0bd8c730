package dev.trustconnect.bench;

import dev.trustconnect.testing.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * A local Unbound that validates the same data on two threads, for comparison with a resolver in C.
 * It asks for the data over UDP.
 */
public final class UnboundPeer implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 4_096;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path folder;
  private final DatagramSocket data;
  private final Process process;
  private final int port;
  private final int dohPort;

  private UnboundPeer(Path folder, DatagramSocket data, Process process, int port, int dohPort) {
    this.folder = folder;
    this.data = data;
    this.process = process;
    this.port = port;
    this.dohPort = dohPort;
  }

  /** Whether Unbound is installed. */
  public static boolean isInstalled() {
    return Stream.of("/usr/sbin/unbound", "/usr/local/sbin/unbound", "/opt/homebrew/sbin/unbound")
        .anyMatch(program -> Files.isExecutable(Path.of(program)));
  }

  /**
   * Starts an Unbound that validates the answers of {@code lab}, and waits until it does.
   *
   * @param identity its key and certificate for DoH
   */
  static UnboundPeer start(Lab lab, TestCa.Identity identity) throws IOException {
    Path folder = Files.createTempDirectory("trustconnect-unbound");
    DatagramSocket data = new DatagramSocket(new InetSocketAddress(loopback(), 0));
    int port = freePort();
    int dohPort = freePort();
    Files.writeString(
        folder.resolve("anchors"),
        lab.world().anchorRecords().stream()
            .map(Record::toString)
            .collect(Collectors.joining("\n", "", "\n")));
    Files.writeString(folder.resolve("key.pem"), pem(identity.key()));
    Files.writeString(
        folder.resolve("chain.pem"),
        identity.chain().stream().map(TestCa::pem).collect(Collectors.joining()));
    Path configuration =
        Files.write(folder.resolve("unbound.conf"), configuration(folder, port, dohPort, data));
    Thread answering = new Thread(() -> answer(data, lab.answers()), "udp-names");
    answering.setDaemon(true);
    answering.start();
    Process process =
        new ProcessBuilder("unbound", "-d", "-p", "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    return new UnboundPeer(folder, data, process, port, dohPort).awaited();
  }

  private static String pem(PrivateKey key) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
  }

  int dohPort() {
    return dohPort;
  }

  private static List<String> configuration(
      Path folder, int port, int dohPort, DatagramSocket data) {
    return List.of(
        "server:",
        "  interface: 127.0.0.1@" + port,
        "  interface: 127.0.0.1@" + dohPort,
        "  https-port: " + dohPort,
        "  tls-service-key: \"" + folder.resolve("key.pem") + "\"",
        "  tls-service-pem: \"" + folder.resolve("chain.pem") + "\"",
        "  directory: \"" + folder + "\"",
        "  chroot: \"\"",
        "  username: \"\"",
        "  pidfile: \"\"",
        "  use-syslog: no",
        "  num-threads: 2",
        "  so-reuseport: yes",
        "  do-not-query-localhost: no",
        "  trust-anchor-file: \"" + folder.resolve("anchors") + "\"",
        "  qname-minimisation: no",
        "  local-zone: \"test.\" nodefault",
        "  msg-cache-size: 64m",
        "  rrset-cache-size: 128m",
        "  outgoing-range: 4096",
        "  num-queries-per-thread: 2048",
        "forward-zone:",
        "  name: \".\"",
        "  forward-addr: 127.0.0.1@" + data.getLocalPort());
  }

  private static InetAddress loopback() throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private static int freePort() throws SocketException, UnknownHostException {
    try (DatagramSocket any = new DatagramSocket(new InetSocketAddress(loopback(), 0))) {
      return any.getLocalPort();
    }
  }

  private static void answer(DatagramSocket data, Answers answers) {
    byte[] buffer = new byte[MAX_MESSAGE_BYTES];
    while (!data.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        data.receive(packet);
        Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
        Record asked = query.getQuestion();
        Message answer = answers.message(asked.getName(), asked.getType());
        answer.getHeader().setID(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.RA);
        byte[] wire = answer.toWire(MAX_MESSAGE_BYTES);
        data.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
      } catch (IOException closed) {
        // The socket was closed, or this answer isn't waited for any more.
      }
    }
  }

  private UnboundPeer awaited() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      try {
        resolve(Worlds.name("test"), Type.SOA);
        return this;
      } catch (IOException notYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
    String log = Files.readString(folder.resolve("log"));
    close();
    throw new IOException("Unbound doesn't answer: " + log);
  }

  /** Fails unless Unbound says that the answer is authentic. */
  void resolve(Name name, int type) throws IOException {
    SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(loopback(), port));
    resolver.setTimeout(PATIENCE);
    resolver.setEDNS(0, MAX_MESSAGE_BYTES, ExtendedFlags.DO, List.of());
    Message answer = resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
    if (!answer.getHeader().getFlag(Flags.AD)) {
      throw new IOException("Unbound doesn't find it secure: " + name);
    }
  }

  @Override
  public void close() {
    process.destroy();
    data.close();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
