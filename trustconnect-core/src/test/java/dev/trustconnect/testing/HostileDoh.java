package dev.trustconnect.testing;

import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.upstream.DohUpstream;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/**
 * A DNS-over-HTTPS server that is out to harm: HTTP/2 over TLS on 127.0.0.1, one {@link Hostility}.
 *
 * <p>Thread-safe. Whom it lies to is up to {@link #liesAbout}: one target at a time.
 */
public final class HostileDoh implements AutoCloseable {
  private final SignedWorld world;
  private final Hostility hostility;
  private final TestCa ca;
  private final LoopbackDoh doh;
  private volatile SignedWorld told;

  private HostileDoh(SignedWorld world, Hostility hostility) {
    this.world = world;
    this.hostility = hostility;
    this.told = world;
    this.ca = TestCa.create("Hostile Test CA");
    this.doh = LoopbackDoh.start(this::answer, ca, identity());
  }

  /** A server of {@link HostileTarget#world()} that does this. */
  public static HostileDoh start(SignedWorld world, Hostility hostility) {
    HostileDoh hostile = new HostileDoh(world, hostility);
    hostile.doh.fails(hostility.fault());
    return hostile;
  }

  private TestCa.Identity identity() {
    return switch (hostility.identity()) {
      case RIGHT -> ca.server("127.0.0.1");
      case WRONG_NAME -> ca.server("127.0.0.2", "evil.test");
      case UNKNOWN_AUTHORITY -> TestCa.create("Hostile Test CA").server("127.0.0.1");
      case EXPIRED -> ca.expiredServer("127.0.0.1");
    };
  }

  private Message answer(Message query) {
    Record asked = query.getQuestion();
    Message answer = told.answer(asked.getName(), asked.getType());
    answer.getHeader().setID(query.getHeader().getID());
    return answer;
  }

  /** From now on it does harm to questions for {@code target}. */
  public void liesAbout(HostileTarget target) {
    told = world.harm(hostility.lie().about(target));
  }

  /** From now on it is as honest as any. */
  public void repents() {
    told = world;
    doh.heals();
    doh.release();
  }

  /** Its faults are back; lies begin with {@link #liesAbout}. */
  public void relapses() {
    doh.fails(hostility.fault());
  }

  /** This server, by the authority its certificate should be of. */
  public DohUpstream upstream() {
    return DohUpstream.builder(doh.url()).roots(TrustRoots.of(ca.certificate())).build();
  }

  /** Where it is. */
  public String url() {
    return doh.url();
  }

  /** The authority its certificate should be of. */
  public TestCa ca() {
    return ca;
  }

  @Override
  public void close() {
    doh.close();
  }
}
