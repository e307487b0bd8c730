package dev.trustconnect.interop;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.dnssec.TrustAnchors;
import dev.trustconnect.survey.ZoneFacts;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.zone.DelegationPlan;
import dev.trustconnect.zone.ZoneHistory;
import dev.trustconnect.zone.ZoneReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/**
 * {@code roll.test} and its parent {@code test}, signed by BIND with a {@code dnssec-policy}. Its
 * keys have been in use for a month, so that a rollover begins as it would in a zone in service.
 */
final class RollingZone implements AutoCloseable {
  static final String ZONE = "roll.test";

  private static final String PARENT = "test";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final String SECRET =
      Base64.getEncoder()
          .encodeToString("only for a loopback test, 32byte".getBytes(StandardCharsets.UTF_8));

  private final Path folder;
  private final int port;
  private final Daemon daemon;

  private RollingZone(Path folder, int port, Daemon daemon) {
    this.folder = folder;
    this.port = port;
    this.daemon = daemon;
  }

  /** Starts BIND in {@code folder}; {@code linked}: the parent has a DS. */
  static RollingZone start(Path folder, boolean linked) {
    int port = freePort();
    Path keys = folder.resolve("keys");
    write(folder.resolve("named.conf"), configuration(folder, port, freePort()));
    try {
      Files.createDirectories(keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String zone : List.of(PARENT, ZONE)) {
      Program.named("dnssec-keygen")
          .run(folder, List.of("-q", "-K", "keys", "-k", "rolled", "-l", "named.conf", zone));
    }
    String records =
        "$TTL 7200\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n";
    write(folder.resolve(ZONE + ".db"), records);
    StringBuilder parent = new StringBuilder(records);
    parent.append("roll NS ns.roll\nns.roll A 127.0.0.1\n");
    for (Path key : keyFiles(folder)) {
      if (linked || !key.getFileName().toString().startsWith("K" + ZONE)) {
        age(folder, key);
      }
      if (linked && isKsk(key) && key.getFileName().toString().startsWith("K" + ZONE)) {
        parent.append(Program.named("dnssec-dsfromkey").run(folder, List.of("-2", key.toString())));
      }
    }
    write(folder.resolve(PARENT + ".db"), parent.toString());
    Daemon daemon =
        Daemon.start(
            Program.named("named"),
            folder,
            List.of("-g", "-n", "1", "-c", folder.resolve("named.conf").toString()),
            "running",
            folder.resolve("named.log"));
    return new RollingZone(folder, port, daemon);
  }

  private static String configuration(Path folder, int port, int control) {
    String key = "key \"own\" { algorithm hmac-sha256; secret \"" + SECRET + "\"; };\n";
    write(
        folder.resolve("rndc.conf"),
        key
            + "options { default-key \"own\"; default-server 127.0.0.1; default-port %d; };\n"
                .formatted(control));
    return key
        + """
        controls { inet 127.0.0.1 port %1$d allow { 127.0.0.1; } keys { "own"; }; };
        options {
          directory "%2$s"; key-directory "%2$s/keys";
          pid-file none; session-keyfile none; lock-file none;
          port %3$d; listen-on port %3$d { 127.0.0.1; }; listen-on-v6 { none; };
          recursion no; dnssec-validation no; allow-query { 127.0.0.0/8; };
        };
        dnssec-policy "rolled" {
          keys { ksk lifetime unlimited algorithm 13; zsk lifetime unlimited algorithm 13; };
          dnskey-ttl 3600; max-zone-ttl 7200; parent-ds-ttl 7200;
          publish-safety PT0S; retire-safety PT0S;
          zone-propagation-delay PT0S; parent-propagation-delay PT0S;
        };
        zone "test" {
          type primary; file "test.db"; dnssec-policy "rolled"; inline-signing yes;
        };
        zone "roll.test" {
          type primary; file "roll.test.db"; dnssec-policy "rolled"; inline-signing yes;
        };
        """
            .formatted(control, folder, port);
  }

  /** Lets a key have been known to every cache for a month. */
  private static void age(Path folder, Path key) {
    String stem = key.getFileName().toString().replaceAll("\\.key$", "");
    List<String> arguments =
        new ArrayList<>(
            List.of("-K", "keys", "-s", "-g", "omnipresent", "-P", "-30d", "-A", "-30d"));
    List<String> states = isKsk(key) ? List.of("-k", "-r", "-d") : List.of("-k", "-z");
    states.forEach(state -> arguments.addAll(List.of(state, "omnipresent", "-30d")));
    arguments.add(stem);
    String unused = Program.named("dnssec-settime").run(folder, arguments);
  }

  private static boolean isKsk(Path key) {
    return read(key).contains(" DNSKEY 257 ");
  }

  private static List<Path> keyFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder.resolve("keys"))) {
      return files.filter(file -> file.toString().endsWith(".key")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks BIND to begin the rollover of this key, at once. */
  void roll(int keyTag) {
    String unused =
        Program.named("rndc")
            .run(
                folder,
                List.of(
                    "-c",
                    "rndc.conf",
                    "dnssec",
                    "-rollover",
                    "-key",
                    String.valueOf(keyTag),
                    ZONE));
  }

  /** What BIND itself has planned for a key, such as {@code Active}; the key's state file. */
  Instant planned(int keyTag, String event) {
    Path state = folder.resolve("keys/K%s.+013+%05d.state".formatted(ZONE, keyTag));
    return read(state)
        .lines()
        .filter(line -> line.startsWith(event + ": "))
        .map(line -> line.split(" ", -1)[1])
        .map(time -> LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + event + " in " + state));
  }

  /** A look at the zone as it is now. */
  ZoneReport look() {
    StringBuilder anchors = new StringBuilder();
    for (Path key : keyFiles(folder)) {
      if (key.getFileName().toString().startsWith("K" + PARENT + ".") && isKsk(key)) {
        anchors.append(read(key));
      }
    }
    try (TrustConnect trust =
        TrustConnect.builder()
            .dnsExchanges(new Authoritative(port))
            .anchors(TrustAnchors.parse(anchors.toString(), "the parent's keys"))
            .build()) {
      ZoneFacts facts = trust.surveyor().zone(ZONE);
      return ZoneReport.of(
          facts,
          InstantSource.system().instant(),
          ZoneHistory.unknown(),
          DelegationPlan.Digest.SHA256);
    }
  }

  /** Asks BIND alone, which answers for both zones. */
  private record Authoritative(int port) implements DnsExchange {
    @Override
    public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
      try {
        SimpleResolver resolver = new SimpleResolver(InetAddress.getLoopbackAddress());
        resolver.setPort(port);
        resolver.setTCP(true);
        resolver.setTimeout(timeout);
        resolver.setEDNS(0, 4096, ExtendedFlags.DO, List.of());
        return resolver
            .sendAsync(Message.newQuery(Record.newRecord(name, type, DClass.IN)))
            .toCompletableFuture();
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public String label() {
      return "bind";
    }

    @Override
    public void close() {}
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    daemon.close();
  }
}
