package dev.trustconnect.testing;

import dev.trustconnect.name.HostName;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.resolve.AddressRules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The HTTPS servers of a {@link TestInternet}'s hosts and their impostors, each started when it is
 * first asked for. Thread-safe: guarded by its lock.
 */
final class TestHosts implements AutoCloseable {
  /** Under these, {@link TestInternet#PUBLIC} is as good as public. */
  static final AddressRules RULES = AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC);

  private static final String NETWORK = "127.0.1.";
  private static final int FIRST = 10;
  private static final int MAX = 50;
  private static final String ROGUE = NETWORK + 66;

  private final TestCa ca;
  private final Map<String, TestCa.Identity> identities = new HashMap<>();
  private final Map<String, TlsPeer> servers = new HashMap<>();
  private final Map<String, TlsPeer> rogues = new HashMap<>();
  private boolean closed;

  TestHosts(TestCa ca) {
    this.ca = ca;
  }

  /** A world with a signed zone and an address for each host. */
  static SignedWorld world(String... hosts) {
    if (hosts.length == 0 || hosts.length > MAX) {
      throw new IllegalArgumentException("1 to " + MAX + " hosts: " + hosts.length);
    }
    List<String> names = Stream.of(hosts).map(TestHosts::name).toList();
    List<String> zones = names.stream().map(TestHosts::zone).toList();
    SignedWorld.Builder world = SignedWorld.builder();
    zones.forEach(world::zone);
    for (int i = 0; i < names.size(); i++) {
      String line = names.get(i) + ". A " + NETWORK + (FIRST + i);
      world.zone(deepest(zones, names.get(i)), zone -> zone.record(line));
    }
    return world.build();
  }

  private static String name(String host) {
    return HostName.parse(host).ascii();
  }

  /** A host may itself be the zone of another host. */
  private static String deepest(List<String> zones, String host) {
    return zones.stream()
        .filter(zone -> host.equals(zone) || host.endsWith("." + zone))
        .max(Comparator.comparingInt(String::length))
        .orElseThrow();
  }

  /** {@code example.com} of both {@code example.com} and {@code www.example.com}. */
  private static String zone(String host) {
    int dot = host.indexOf('.');
    return host.indexOf('.', dot + 1) < 0 ? host : host.substring(dot + 1);
  }

  /** Makes every address the rogue's. */
  static UnaryOperator<List<Record>> to(TlsPeer rogue) {
    return records ->
        records.stream()
            .map(
                record ->
                    (Record)
                        new ARecord(
                            record.getName(),
                            record.getDClass(),
                            record.getTTL(),
                            address(rogue.address())))
            .toList();
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  synchronized TlsPeer server(String host, SignedWorld world) {
    if (closed) {
      throw new IllegalStateException("this internet is closed");
    }
    return servers.computeIfAbsent(
        name(host),
        name -> TlsPeer.builder(identity(name)).address(addressOf(name, world)).start());
  }

  synchronized TlsPeer rogue(String host, SignedWorld world) {
    int port = server(host, world).port();
    return rogues.computeIfAbsent(
        name(host), name -> TlsPeer.builder(ca.server(name)).address(ROGUE).port(port).start());
  }

  synchronized SpkiPin pin(String host) {
    return SpkiPin.of(identity(name(host)).certificate());
  }

  private TestCa.Identity identity(String name) {
    return identities.computeIfAbsent(name, ca::server);
  }

  private static String addressOf(String host, SignedWorld world) {
    Message answer = world.answer(host, Type.A);
    return answer.getSection(Section.ANSWER).stream()
        .filter(ARecord.class::isInstance)
        .map(record -> ((ARecord) record).getAddress().getHostAddress())
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("this internet has no address for " + host));
  }

  /** Forgets the servers' requests and stops the rogues, which count what they receive. */
  synchronized void heal() {
    servers.values().forEach(TlsPeer::forget);
    rogues.values().forEach(TlsPeer::close);
    rogues.clear();
  }

  @Override
  public synchronized void close() {
    closed = true;
    servers.values().forEach(TlsPeer::close);
    rogues.values().forEach(TlsPeer::close);
    servers.clear();
    rogues.clear();
  }
}
