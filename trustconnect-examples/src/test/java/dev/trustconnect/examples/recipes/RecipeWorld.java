package dev.trustconnect.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.config.PolicyFile;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.finding.TrustRefusal;
import dev.trustconnect.policy.PolicyBook;
import dev.trustconnect.testing.ConnectProxy;
import dev.trustconnect.testing.TestInternet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Record;

/** The hosts of {@code policies.yaml} on a hermetic internet, and who deceives this JVM there. */
final class RecipeWorld implements AutoCloseable {
  static final String API = "api.example.com";
  static final String GATEWAY = "gateway.example.com"; // pinned
  static final String FILES = "files.example.com";
  static final String DB = "db.example.com";
  static final String KEY = "sk-live-4711-secret";
  static final String PROMPT = "the whole secret prompt";

  private static final String EXAMPLE_PIN = "leaf:sha256/" + "A".repeat(43) + "=";

  final TestInternet internet = TestInternet.serving(API, GATEWAY, FILES, DB);

  RecipeWorld() {
    believe(API, "127.0.1.10");
  }

  /** The policies of the file, with the gateway's real pin in place of the example. */
  PolicyBook policies() {
    return policies("", "");
  }

  /** The same with a change of the file's text. */
  PolicyBook policies(String text, String replacement) {
    try {
      String file = Files.readString(Path.of("src/test/resources/policies.yaml"));
      assertThat(file).contains(EXAMPLE_PIN, text);
      String changed =
          file.replace(EXAMPLE_PIN, "leaf:" + internet.pin(GATEWAY)).replace(text, replacement);
      return PolicyFile.read(
              new ByteArrayInputStream(changed.getBytes(StandardCharsets.UTF_8)), "policies.yaml")
          .policies();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TrustConnect trust() {
    return internet.trust().policies(policies()).build();
  }

  /** Makes every address this one, for harms. */
  static UnaryOperator<List<Record>> to(String address) {
    return records -> records.stream().map(record -> at(address, record)).toList();
  }

  private static Record at(String address, Record record) {
    try {
      InetAddress there = InetAddress.getByName(address);
      return new ARecord(record.getName(), record.getDClass(), record.getTTL(), there);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The policies of the file, and these pins for this host. */
  PolicyBook policiesWithPin(String host, String pin) {
    return policies(
        "- host: " + host,
        "- host: %s\n    pins: [\"%s\", \"%s\"]\n    pinsExpire: 2027-06-30"
            .formatted(host, pin, TestInternet.OTHER_SPARE_PIN));
  }

  /** The policies of the file, and a bound address required of this host. */
  PolicyBook policiesWithBoundAddress(String host) {
    return policies("- host: " + host, "- host: " + host + "\n    requireBoundAddress: true");
  }

  /** What this JVM's own resolver says, for clients that ask it: truth but for one host. */
  void believe(String host, String address) {
    Map<String, String> names = new TreeMap<>();
    names.put(API, "127.0.1.10");
    names.put(GATEWAY, "127.0.1.11");
    names.put(FILES, "127.0.1.12");
    names.put(DB, "127.0.1.13");
    names.put(host, address);
    StringBuilder lines = new StringBuilder();
    names.forEach((name, at) -> lines.append(at).append(' ').append(name).append('\n'));
    try {
      Files.writeString(Path.of(System.getProperty("jdk.net.hosts.file")), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void assertRefused(Throwable thrown, Reason reason) {
    assertThat(TrustRefusal.in(thrown)).as("%s", thrown).map(TrustRefusal::reason).contains(reason);
  }

  /** Whether the audit log has a decision of this gate about the host. All are in after close. */
  boolean audited(AuditEvent.Gate gate, AuditEvent.Outcome outcome, String host) {
    return internet.events().stream()
        .filter(AuditEvent.Judged.class::isInstance)
        .map(AuditEvent.Judged.class::cast)
        .anyMatch(e -> e.gate() == gate && e.outcome() == outcome && e.subject().contains(host));
  }

  /** Runs something while this JVM's settings and default selector name a proxy for URLs. */
  static void withProxyOfTheJvm(ConnectProxy proxy, Runnable task) {
    Map<String, String> settings =
        Map.of(
            "https.proxyHost", proxy.address().getHostString(),
            "https.proxyPort", String.valueOf(proxy.address().getPort()),
            "http.proxyHost", proxy.address().getHostString(),
            "http.proxyPort", String.valueOf(proxy.address().getPort()));
    Proxy http = new Proxy(Proxy.Type.HTTP, proxy.address());
    settings.forEach(System::setProperty);
    try {
      withSelector(uri -> uri.getScheme().startsWith("http") ? http : Proxy.NO_PROXY, task);
    } finally {
      settings.keySet().forEach(System::clearProperty);
    }
  }

  /** As with {@code -DsocksProxyHost}: plain sockets to this port go through it. */
  static void withSocksProxyOfTheJvm(ConnectProxy proxy, int port, Runnable task) {
    Proxy socks = new Proxy(Proxy.Type.SOCKS, proxy.address());
    withSelector(
        uri -> uri.getScheme().equals("socket") && uri.getPort() == port ? socks : Proxy.NO_PROXY,
        task);
  }

  private static void withSelector(Function<URI, Proxy> choice, Runnable task) {
    ProxySelector usual = ProxySelector.getDefault();
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            return List.of(choice.apply(uri));
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
    try {
      task.run();
    } finally {
      ProxySelector.setDefault(usual);
    }
  }

  @Override
  public void close() {
    internet.close();
  }
}
