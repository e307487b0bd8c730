package dev.trustconnect.watch;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.lock.LockState;
import dev.trustconnect.lock.Look;
import dev.trustconnect.lock.TrustLock;
import dev.trustconnect.name.HostName;
import dev.trustconnect.path.TrustRoots;
import dev.trustconnect.path.VerifiedPath;
import dev.trustconnect.peer.BrokenPathException;
import dev.trustconnect.peer.PeerName;
import dev.trustconnect.peer.ServedChain;
import dev.trustconnect.resolve.AddressRules;
import dev.trustconnect.survey.Endpoint;
import dev.trustconnect.survey.Handshake;
import dev.trustconnect.survey.Handshake.Demand;
import dev.trustconnect.survey.NameFacts;
import dev.trustconnect.survey.Survey;
import dev.trustconnect.survey.SurveyPlan;
import dev.trustconnect.testing.SignedWorld;
import dev.trustconnect.testing.TestCa;
import dev.trustconnect.testing.TestInternet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a healthy endpoint shows on each day of a year, judged by the real rules and lock: its zone
 * is signed anew every week, its two servers have keys of 47 days from eight intermediates, and a
 * CDN answers from another network every day.
 */
final class HealthyYear {
  private static final int LIFETIME = 47;
  private static final int RENEWED_AFTER = 31;
  private static final int SERVERS = 2;
  private static final TestCa ROOT = TestCa.create("Root,O=Authority");

  private final String host;
  private final boolean isCdn;
  private final boolean isSigned;
  private final long ttl;
  private final Judging judging = new Judging(host -> Optional.empty());
  private final List<TestCa> intermediates = new ArrayList<>();
  private final List<TestCa.Identity> servers = new ArrayList<>();
  private final int[] issued = {0, -10};
  private final Map<Part, Part> parts = new HashMap<>();
  private final Sight[][] whole;
  private final Sight[] names;
  private int number;

  HealthyYear(String host, boolean isCdn, boolean isSigned, long ttl, int days) {
    this.host = host;
    this.isCdn = isCdn;
    this.isSigned = isSigned;
    this.ttl = ttl;
    this.whole = new Sight[days][SERVERS];
    this.names = new Sight[days];
    for (int i = 1; i <= 8; i++) {
      intermediates.add(ROOT.intermediate("R" + i + ",O=Authority"));
    }
    servers.add(issue(0));
    servers.add(issue(-10));
    pass(days);
  }

  /** Signed and unsigned, with addresses of their own and behind a CDN. */
  static List<HealthyYear> all(int days) {
    return List.of(
        new HealthyYear("api.example.test", false, true, 3_600, days),
        new HealthyYear("cdn.example.test", true, true, 300, days),
        new HealthyYear("api.plain.test", false, false, 3_600, days),
        new HealthyYear("cdn.plain.test", true, false, 900, days));
  }

  /** What a look sees. */
  Sight at(int day, boolean handshake, int server) {
    return handshake ? whole[day][server % SERVERS] : names[day];
  }

  private static Instant day(int day) {
    return SignedWorld.NOW.plus(Duration.ofDays(day));
  }

  private TestCa.Identity issue(int day) {
    TestCa.Identity identity =
        intermediates
            .get(number % intermediates.size())
            .odd(host)
            .from(day(day))
            .to(day(day + LIFETIME))
            .identity();
    number++;
    return identity;
  }

  private void pass(int days) {
    TrustLock lock = TrustLock.empty();
    LockState state = LockState.empty();
    Survey dns = null;
    for (int day = 0; day < days; day++) {
      if (dns == null || day % 7 == 0) {
        dns = lookUp(day(day));
      }
      for (int server = 0; server < SERVERS; server++) {
        if (day - issued[server] >= RENEWED_AFTER) {
          servers.set(server, issue(day));
          issued[server] = day;
        }
        Survey survey = survey(dns, day, servers.get(server));
        if (lock.endpoints().isEmpty()) {
          lock = lock.with(Look.of(survey).locked(state).orElseThrow());
        }
        Judging.Judged judged = judging.judge(survey, lock, state);
        state = state.after(lock, List.of(survey)).saved();
        Sight.OfTls tls = judged.tls();
        Sight.OfNames ofNames = shared(judged.names());
        names[day] = new Sight(ofNames, null, "", false, null);
        whole[day][server] = new Sight(ofNames, tls == null ? null : shared(tls), "", false, null);
      }
    }
  }

  /** Equal parts are the same object, so that a year fits into a small heap. */
  private Part shared(Part part) {
    return parts.computeIfAbsent(part, one -> one);
  }

  private Sight.OfNames shared(Sight.OfNames seen) {
    return new Sight.OfNames(
        shared(seen.part()),
        Map.of(),
        seen.zone(),
        seen.aliasOwner(),
        seen.signatureEnd(),
        seen.ttlSeconds(),
        seen.address());
  }

  private Sight.OfTls shared(Sight.OfTls seen) {
    return new Sight.OfTls(
        shared(seen.part()), Map.of(), seen.authority(), seen.notBefore(), seen.notAfter());
  }

  private Survey lookUp(Instant now) {
    String zone = host.substring(host.indexOf('.') + 1);
    String label = host.substring(0, host.indexOf('.'));
    SignedWorld world =
        SignedWorld.builder()
            .now(now)
            .zone(
                zone,
                own -> {
                  own.record(
                      isCdn
                          ? label + " " + ttl + " CNAME e1.edge.test."
                          : label + " " + ttl + " A 127.0.1.10");
                  own.validity(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(14)));
                  if (!isSigned) {
                    own.unsigned();
                  }
                })
            .zone("edge.test", edge -> edge.record("e1 " + ttl + " A 127.0.1.30"))
            .build();
    try (TestInternet internet = new TestInternet(world);
        TrustConnect trust =
            internet
                .trust()
                .clock(() -> now)
                .addressRules(AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC))
                .build()) {
      return trust
          .surveyor()
          .survey(Endpoint.of(HostName.parse(host)), SurveyPlan.standard().passive());
    }
  }

  private Survey survey(Survey dns, int day, TestCa.Identity identity) {
    NameFacts facts = dns.names();
    List<InetAddress> addresses =
        isCdn ? List.of(address(198, 51, day % 200, day % 250)) : facts.addresses();
    NameFacts moved =
        new NameFacts(
            facts.ipv4(),
            facts.ipv6(),
            facts.https(),
            addresses,
            facts.special(),
            facts.others(),
            facts.system(),
            facts.refusal());
    return new Survey(
        dns.endpoint(),
        day(day),
        moved,
        dns.zone(),
        dns.parents(),
        List.of(handshake(identity, addresses.get(0), day(day))),
        Optional.empty(),
        SurveyPlan.standard().oneHandshake(),
        dns.questions());
  }

  private Handshake handshake(TestCa.Identity identity, InetAddress address, Instant now) {
    return new Handshake(
        address,
        Handshake.Kind.USUAL,
        Handshake.Outcome.COMPLETED,
        new Handshake.Session("TLSv1.3", "TLS_AES_128_GCM_SHA256", "h2"),
        identity.chain(),
        Optional.empty(),
        new Demand(Demand.Need.NONE, List.of(), List.of()),
        Optional.of(
            new Handshake.Judgement(
                Optional.of(path(identity, now)), true, 0, List.of(), Optional.empty())),
        Duration.ZERO,
        "");
  }

  private VerifiedPath path(TestCa.Identity identity, Instant now) {
    try {
      return VerifiedPath.find(
          TrustRoots.of(ROOT.certificate()),
          new ServedChain(PeerName.of(HostName.parse(host)), identity.chain(), "UNKNOWN"),
          candidate -> false,
          now);
    } catch (BrokenPathException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InetAddress address(int... bytes) {
    try {
      return InetAddress.getByAddress(
          new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
    } catch (UnknownHostException fourBytes) {
      throw new IllegalStateException(fourBytes);
    }
  }
}
