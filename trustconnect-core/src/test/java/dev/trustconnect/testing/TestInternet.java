package dev.trustconnect.testing;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.audit.AuditEvent;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.pin.SpkiPin;
import dev.trustconnect.policy.EndpointPolicy;
import dev.trustconnect.upstream.DnsExchange;
import dev.trustconnect.upstream.DnsReply;
import dev.trustconnect.upstream.ExchangeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Name;

/**
 * A signed DNS and a certificate authority, with everything a {@link TrustConnect} needs to live
 * there. "Public" addresses are {@code 127.0.1.0/24}, where {@link TlsPeer}s listen; all other
 * loopback is as special-purpose as ever. Thread-safe.
 */
public final class TestInternet {
  /** The block that stands for public addresses. */
  public static final String PUBLIC = "127.0.1.0/24";

  /** A well-formed pin that no key has, for the backup that every set of pins must have. */
  public static final SpkiPin SPARE_PIN = SpkiPin.parse("sha256/" + "A".repeat(43) + "=");

  /** Another well-formed pin that no key has. */
  public static final SpkiPin OTHER_SPARE_PIN = SpkiPin.parse("sha256/" + "B".repeat(42) + "A=");

  private final TestCa ca = TestCa.create("Usual Test CA");
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private volatile SignedWorld world;
  private volatile Instant now = SignedWorld.NOW;
  private volatile boolean down;

  /** An internet with these names. */
  public TestInternet(SignedWorld world) {
    this.world = world;
  }

  /**
   * The usual one: {@code api.example.test} (.10) and {@code other.example.test} (.11), signed;
   * {@code api.plain.test} (.20), unsigned; {@code alias.example.test} to {@code bucket.cloud.test}
   * (.30), signed; {@code twin.example.test} where api is.
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

  /** The authority that everybody here trusts. */
  public TestCa ca() {
    return ca;
  }

  /** What names answer with now. */
  public SignedWorld world() {
    return world;
  }

  /** From now on names answer like this. */
  public void change(UnaryOperator<SignedWorld> change) {
    world = change.apply(world);
  }

  /** Whether from now on every question fails: nobody can be reached. */
  public void down(boolean isDown) {
    down = isDown;
  }

  /** The time here. */
  public Instant now() {
    return now;
  }

  /** From now on it is this time. */
  public void now(Instant instant) {
    now = instant;
  }

  /** What the gates of {@link #trust} told their audit sink. */
  public List<AuditEvent> events() {
    return events;
  }

  /** A policy for {@code host} that allows the addresses of this internet. */
  public static EndpointPolicy.Builder policy(String host) {
    return EndpointPolicy.forHost(host).addresses(PUBLIC);
  }

  /** {@link #policy}, with pins that no certificate has, until 2030. */
  public static EndpointPolicy.Builder policyWithUnmatchedPins(String host) {
    return policy(host).pins(SPARE_PIN, OTHER_SPARE_PIN).pinsExpire(LocalDate.of(2030, 1, 1));
  }

  /** A builder that lives here; names are answered in memory. */
  public TrustConnect.Builder trust() {
    return TrustConnect.builder()
        .exchanges(names())
        .anchors(world.anchors())
        .clock(() -> now)
        .roots(TrustRoots.of(ca.certificate()));
  }

  /** A way to ask for names, in memory. */
  public DnsExchange names() {
    return new InMemoryExchange();
  }

  private final class InMemoryExchange implements DnsExchange {
    @Override
    public CompletableFuture<DnsReply> ask(Name name, int type, Duration timeout) {
      if (down) {
        return CompletableFuture.failedFuture(
            new ExchangeException(Reason.UPSTREAM_UNREACHABLE, label() + ": no connection", null));
      }
      return CompletableFuture.completedFuture(new DnsReply(world.answer(name, type), label()));
    }

    @Override
    public String label() {
      return "the test internet";
    }

    @Override
    public void close() {}
  }
}
