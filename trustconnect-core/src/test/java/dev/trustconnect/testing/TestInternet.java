package dev.trustconnect.testing;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.upstream.transport.DnsExchange;
import dev.trustconnect.upstream.transport.ExchangeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * A hermetic internet for tests: signed zones, a certificate authority, HTTPS servers and their
 * impostors on loopback, and a {@link TrustConnect.Builder} that trusts them. Nothing leaves the
 * machine.
 *
 * <pre>{@code
 * try (TestInternet internet = TestInternet.serving("api.example.com");
 *     TrustConnect secured = internet.trust().build()) {
 *   TlsPeer rogue = internet.poison("api.example.com");
 *   assertThatThrownBy(() -> secured.names().resolve("api.example.com"))
 *       .isInstanceOf(UntrustedNameException.class);
 *   assertThat(rogue.bytesReceived()).isZero();
 * }
 * }</pre>
 *
 * <p>The block {@value #PUBLIC} stands for public addresses: the servers listen there, every other
 * loopback address stays special-purpose. Linux and Windows have all of {@code 127.0.0.0/8};
 * elsewhere the addresses may have to be added to the loopback interface first.
 *
 * <p>Time stands at {@link SignedWorld#NOW} until {@link #now(Instant)} moves it. Thread-safe. In
 * JUnit, {@link TestInternetExtension} is the same with a life cycle.
 */
public sealed class TestInternet implements AutoCloseable permits TestInternetExtension {
  private static final int MAX_EVENTS = 1_000;

  /** The block that stands for public addresses. */
  public static final String PUBLIC = "127.0.1.0/24";

  /** A well-formed pin that no key has, for the backup that every set of pins must have. */
  public static final SpkiPin SPARE_PIN = SpkiPin.parse("sha256/" + "A".repeat(43) + "=");

  /** Another well-formed pin that no key has. */
  public static final SpkiPin OTHER_SPARE_PIN = SpkiPin.parse("sha256/" + "B".repeat(42) + "A=");

  private final TestCa ca = TestCa.create("Usual Test CA");
  private final TestHosts hosts = new TestHosts(ca);
  private final AddressRules addressRules;
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private final SignedWorld first;
  private volatile SignedWorld world;
  private volatile Instant now = SignedWorld.NOW;
  private volatile boolean down;

  /**
   * An internet with these names. Addresses in {@link #PUBLIC} need a policy that allows them, such
   * as {@link #policy}.
   */
  public TestInternet(SignedWorld world) {
    this(world, AddressRules.PUBLIC_ONLY);
  }

  TestInternet(SignedWorld world, AddressRules addressRules) {
    this.first = world;
    this.world = world;
    this.addressRules = addressRules;
  }

  /**
   * An internet in which each of these hosts has a signed zone, an address of its own in {@link
   * #PUBLIC} and an HTTPS server there. Any names will do, also those of real hosts. Policies need
   * no exception for the addresses.
   *
   * @param hosts at most 50 host names in ASCII
   */
  public static TestInternet serving(String... hosts) {
    return new TestInternet(TestHosts.world(hosts), TestHosts.RULES);
  }

  /**
   * The one of TrustConnect's own tests: {@code api.example.test} (.10) and {@code
   * other.example.test} (.11), signed; {@code api.plain.test} (.20), unsigned; {@code
   * alias.example.test} to {@code bucket.cloud.test} (.30), signed; {@code twin.example.test} at
   * the address of api. As with {@link #TestInternet(SignedWorld)}, policies must allow the
   * addresses.
   */
  public static TestInternet usual() {
    return new TestInternet(
        SignedWorld.builder()
            .zone(
                "example.test",
                zone ->
                    zone.records(
                        "api A 127.0.1.10",
                        "other A 127.0.1.11",
                        "twin A 127.0.1.10",
                        "local A 127.0.0.1",
                        "metadata A 169.254.169.254",
                        "alias CNAME bucket.cloud.test."))
            .zone("cloud.test", zone -> zone.records("bucket A 127.0.1.30"))
            .zone("plain.test", zone -> zone.unsigned().records("api A 127.0.1.20"))
            .build());
  }

  /**
   * A builder of a {@link TrustConnect} that lives here: it asks this internet's resolver in
   * memory, and has its trust anchors, its roots, its clock and {@link #events()} as a sink. Add
   * policies and build. Don't add upstreams, nor a policy file as a whole, whose upstreams are
   * real: {@code policies(file.policies())} takes only what a test needs.
   *
   * <p>A {@code TrustConnect} remembers answers until their TTL ends, an hour: build one for each
   * test.
   */
  public TrustConnect.Builder trust() {
    return TrustConnect.builder()
        .dnsExchanges(names())
        .anchors(world.anchors())
        .clock(() -> now)
        .roots(TrustRoots.of(ca.certificate()))
        .addressRules(addressRules)
        .audit(this::keep);
  }

  /**
   * The HTTPS server of {@code host}: at the host's address, with a certificate from {@link #ca()}.
   * Started by the first call; {@link #close()} stops it.
   *
   * @throws IllegalArgumentException if the host has no address in this internet
   */
  public TlsPeer server(String host) {
    return hosts.server(host, first);
  }

  /** {@code https://host:port} and {@code path}, which begins with a slash; see {@link #server}. */
  public String url(String host, String path) {
    return server(host).url(host, path);
  }

  /** The pin of the key of {@link #server}, to be declared together with {@link #SPARE_PIN}. */
  public SpkiPin pin(String host) {
    return hosts.pin(host);
  }

  /**
   * An impostor of {@code host}: at another address, but at the same port, with a certificate for
   * the host that {@link #ca()} was tricked into issuing. Nothing leads to it yet. {@link #close()}
   * stops it.
   */
  public TlsPeer rogue(String host) {
    return hosts.rogue(host, first);
  }

  /**
   * Poisons the name: from now on answers for {@code host} carry the address of its {@link #rogue},
   * under the signatures of the true address. A lookup is refused with {@code
   * dnssec.signature-invalid}.
   *
   * @return the rogue, which must receive nothing
   */
  public TlsPeer poison(String host) {
    TlsPeer rogue = rogue(host);
    change(world -> world.harm(Harm.replace(host, Type.A, TestHosts.to(rogue))));
    return rogue;
  }

  /**
   * Hijacks the name: from now on the zone itself, properly signed, has the address of the host's
   * {@link #rogue}, as if the account at the registrar had been taken over. DNSSEC and the
   * certificate hold; only pins refuse, with {@code pin.not-in-path}.
   *
   * @return the rogue, which must receive no request
   */
  public TlsPeer hijack(String host) {
    TlsPeer rogue = rogue(host);
    change(world -> world.harm(Harm.resign(host, Type.A, TestHosts.to(rogue))));
    return rogue;
  }

  /** Lays {@code harm} over every answer from now on. */
  public void harm(Harm harm) {
    change(world -> world.harm(harm));
  }

  /** Whether from now on every lookup fails with {@code upstream.unreachable}. */
  public void down(boolean isDown) {
    down = isDown;
  }

  /**
   * Undoes every harm and {@link #change}, is reachable and at its first time again, forgets {@link
   * #events()} and the requests of its servers, and stops the rogues. The servers go on.
   */
  public void heal() {
    world = first;
    down = false;
    now = SignedWorld.NOW;
    events.clear();
    hosts.heal();
  }

  /** The authority that issues every certificate here. */
  public TestCa ca() {
    return ca;
  }

  /** The names as they are now, harms included. */
  public SignedWorld world() {
    return world;
  }

  /** From now on names answer as this world does. */
  public synchronized void change(UnaryOperator<SignedWorld> change) {
    world = change.apply(world);
  }

  /** The time here. */
  public Instant now() {
    return now;
  }

  /**
   * From now on it is this time. Signatures are valid from a week before {@link SignedWorld#NOW} to
   * two weeks after it.
   */
  public void now(Instant instant) {
    now = instant;
  }

  private synchronized void keep(AuditEvent event) {
    if (events.size() == MAX_EVENTS) {
      events.remove(0);
    }
    events.add(event);
  }

  /**
   * The last 1,000 audit events of everything built by {@link #trust}, in order; a live view. All
   * of a {@code TrustConnect} have arrived once it is closed.
   */
  public List<AuditEvent> events() {
    return Collections.unmodifiableList(events);
  }

  /** A policy for {@code host} that allows, and demands, addresses in {@link #PUBLIC}. */
  public static EndpointPolicy.Builder policy(String host) {
    return EndpointPolicy.forHost(host).addresses(PUBLIC);
  }

  /** {@link #policy}, with pins that no certificate has, until 2030. */
  public static EndpointPolicy.Builder policyWithUnmatchedPins(String host) {
    return policy(host).pins(SPARE_PIN, OTHER_SPARE_PIN).pinsExpire(LocalDate.of(2030, 1, 1));
  }

  /** The recursive resolver of this internet, in memory. Closing it does nothing. */
  public DnsExchange names() {
    return new InMemoryExchange();
  }

  /** Stops the servers and the rogues. A {@code TrustConnect} is closed by its owner. */
  @Override
  public void close() {
    hosts.close();
  }

  private final class InMemoryExchange implements DnsExchange {
    @Override
    public CompletableFuture<Message> ask(Name name, int type, Duration timeout) {
      if (down) {
        return CompletableFuture.failedFuture(
            new ExchangeException(Reason.UPSTREAM_UNREACHABLE, label() + ": no connection", null));
      }
      return CompletableFuture.completedFuture(world.answer(name, type));
    }

    @Override
    public String label() {
      return "the test internet";
    }

    @Override
    public void close() {}
  }
}
