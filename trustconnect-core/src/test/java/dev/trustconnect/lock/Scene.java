package dev.trustconnect.lock;

import dev.trustconnect.TrustConnect;
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
import dev.trustconnect.survey.HttpFacts;
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
import java.util.List;
import java.util.Optional;

/**
 * A survey whose DNS part is a real one of a small signed world, and whose handshakes are put
 * together from certificates: a year passes without waiting. Immutable.
 */
record Scene(
    Survey dns,
    Instant at,
    List<String> addresses,
    List<TestCa.Identity> served,
    TestCa trusted,
    String protocol,
    Demand.Need demand,
    Optional<HttpFacts> http) {
  static final String HOST = "api.example.test";
  static final Endpoint ENDPOINT = Endpoint.of(HostName.parse(HOST));

  /** The host in a world, with one address and no handshake yet. */
  static Scene in(SignedWorld world) {
    return in(world, SurveyPlan.standard().passive());
  }

  static Scene in(SignedWorld world, SurveyPlan plan) {
    return in(world, plan, ENDPOINT);
  }

  static Scene in(SignedWorld world, SurveyPlan plan, Endpoint endpoint) {
    return of(world, plan, endpoint, world.anchors());
  }

  static Scene of(
      SignedWorld world,
      SurveyPlan plan,
      Endpoint endpoint,
      dev.trustconnect.dnssec.TrustAnchors anchors) {
    try (TestInternet internet = new TestInternet(world);
        TrustConnect trust =
            internet
                .trust()
                .anchors(anchors)
                .addressRules(AddressRules.PUBLIC_ONLY.allowing(TestInternet.PUBLIC))
                .build()) {
      return new Scene(
          trust.surveyor().survey(endpoint, plan),
          SignedWorld.NOW,
          List.of(),
          List.of(),
          internet.ca(),
          "TLSv1.3",
          Demand.Need.NONE,
          Optional.empty());
    }
  }

  /** The usual signed world: one zone, one address. */
  static SignedWorld world() {
    return SignedWorld.builder()
        .zone("example.test", zone -> zone.record("api A 127.0.1.10"))
        .build();
  }

  Scene at(Instant instant) {
    return new Scene(dns, instant, addresses, served, trusted, protocol, demand, http);
  }

  Scene addresses(String... literals) {
    return new Scene(dns, at, List.of(literals), served, trusted, protocol, demand, http);
  }

  Scene serving(TestCa root, TestCa.Identity... identities) {
    return new Scene(dns, at, addresses, List.of(identities), root, protocol, demand, http);
  }

  Scene protocol(String version) {
    return new Scene(dns, at, addresses, served, trusted, version, demand, http);
  }

  Scene demand(Demand.Need need) {
    return new Scene(dns, at, addresses, served, trusted, protocol, need, http);
  }

  Scene answering(int status, String type, String server) {
    HttpFacts facts = new HttpFacts(status, "", type, server, false, 0, status == 0 ? "cut" : "");
    return new Scene(dns, at, addresses, served, trusted, protocol, demand, Optional.of(facts));
  }

  Survey survey() {
    NameFacts names = dns.names();
    return new Survey(
        dns.endpoint(),
        at,
        new NameFacts(
            names.ipv4(),
            names.ipv6(),
            names.https(),
            addresses.isEmpty()
                ? names.addresses()
                : addresses.stream().map(Scene::address).toList(),
            names.special(),
            names.others(),
            names.system(),
            names.refusal()),
        dns.zone(),
        dns.parents(),
        handshakes(),
        http,
        served.isEmpty() ? dns.plan() : SurveyPlan.standard(),
        dns.questions());
  }

  Look look() {
    return Look.of(survey());
  }

  private List<Handshake> handshakes() {
    List<Handshake> made = new ArrayList<>();
    for (TestCa.Identity identity : served) {
      made.add(
          new Handshake(
              address("127.0.1.10"),
              Handshake.Kind.USUAL,
              Handshake.Outcome.COMPLETED,
              new Handshake.Session(protocol, "TLS_AES_128_GCM_SHA256", "h2"),
              identity.chain(),
              Optional.empty(),
              new Demand(demand, List.of(), List.of()),
              Optional.of(
                  new Handshake.Judgement(
                      Optional.of(path(identity)), true, 0, List.of(), Optional.empty())),
              Duration.ZERO,
              ""));
    }
    return made;
  }

  private VerifiedPath path(TestCa.Identity identity) {
    try {
      return VerifiedPath.find(
          TrustRoots.of(trusted.certificate()),
          new ServedChain(PeerName.of(dns.endpoint().host()), identity.chain(), "UNKNOWN"),
          candidate -> false,
          at);
    } catch (BrokenPathException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  /** A lock that knows exactly what this scene shows. */
  TrustLock locked() {
    return TrustLock.empty().with(look().locked(LockState.empty()).orElseThrow());
  }

  /** The kinds of what has changed since {@code lock}, without a memory. */
  List<Change.Kind> since(TrustLock lock) {
    return since(lock, LockState.empty());
  }

  List<Change.Kind> since(TrustLock lock, LockState state) {
    return lock.compare(List.of(look()), state).changes().stream().map(Change::kind).toList();
  }
}
